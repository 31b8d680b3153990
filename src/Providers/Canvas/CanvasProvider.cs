using System.Buffers;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Grains.Provenance;
using DonatelloAI.Providers.Pictures;

namespace DonatelloAI.Providers.Canvas;

/// <summary>
/// The sample painter behind <c>local/canvas</c>: no model and no intelligence, but a program that lays out landscapes and
/// patterns from a prompt's words and a seed, so that everything around a picture can be tried without a vendor. The same
/// prompt, style, negative prompt, seed, size, quality and format give the same bytes on one machine.
/// </summary>
public sealed class CanvasProvider(PictureDesk desk) : IImageProvider
{
    /// <summary>The provider's name in the catalogue.</summary>
    public const string ProviderName = "local";

    /// <inheritdoc/>
    public string Name => ProviderName;

    /// <inheritdoc/>
    public DigitalSourceType SourceType => DigitalSourceType.AlgorithmicMedia;

    /// <inheritdoc/>
    public string? Missing(OfferedModel model) =>
        model.ModelName == "canvas" ? null : $"The provider 'local' paints with the model 'canvas' only, not with '{model.ModelName}'.";

    /// <inheritdoc/>
    public async Task<ProviderAnswer> Start(ProviderCall call, CancellationToken cancellationToken)
    {
        if (Problem(call) is { } problem) return Refused(problem);

        // Without a seed the generation's id decides, so that a repeated call paints the same picture.
        var seed = call.Seed ?? BitConverter.ToUInt32(call.GenerationId.ToByteArray(), 12);
        var image = await desk.WorkLong(() => Paint(call, seed), cancellationToken);
        return new ProviderDone { Image = image, ContentType = $"image/{call.OutputFormat}", Seed = seed };
    }

    /// <inheritdoc/>
    public Task<ProviderAnswer> Poll(ProviderCall call, ProviderJob job, CancellationToken cancellationToken) =>
        Task.FromResult<ProviderAnswer>(Refused("The painter has no jobs: it answers with the picture."));

    /// <inheritdoc/>
    public Task<bool> Cancel(ProviderCall call, ProviderJob job, CancellationToken cancellationToken) => Task.FromResult(false);

    private static string? Problem(ProviderCall call) =>
        call.Size is not { Width: >= Painter.MinEdge and <= Painter.MaxEdge, Height: >= Painter.MinEdge and <= Painter.MaxEdge }
            ? $"The painter takes edges of {Painter.MinEdge} to {Painter.MaxEdge} pixels, not {call.Size}."
        : call.OutputFormat is not ("png" or "jpeg" or "webp") ? "The painter writes png, jpeg and webp."
        : null;

    private static ProviderRefused Refused(string message) =>
        new() { Error = ProviderError.InvalidRequest, Billed = BilledState.No, Message = message };

    private static byte[] Paint(ProviderCall call, long seed)
    {
        var (width, height) = (call.Size.Width, call.Size.Height);
        var pixels = ArrayPool<byte>.Shared.Rent(width * height * 3);
        try
        {
            Painter.Paint(new PaintOrder(call.Prompt, call.Style, call.NegativePrompt, seed, call.Size), pixels);
            return Vips.Encode(pixels, width, height, call.OutputFormat, EncoderQuality(call.Quality));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(pixels);
        }
    }

    private static int EncoderQuality(string? quality) => quality switch { "low" => 72, "high" => 93, _ => 85 };
}
