using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.Http;
using Microsoft.Extensions.AI;

namespace DonatelloAI.Providers.MicrosoftExtensionsAI;

/// <summary>
/// A foreign <see cref="IImageGenerator"/> as a provider. It tells nothing about failures that could be relied on, and may try
/// again by itself, so whatever it throws leaves the outcome unknown: offer its models as unconfirmable.
/// </summary>
/// <param name="name">The provider's name in the catalogue.</param>
/// <param name="generator">The generator; its owner disposes of it.</param>
/// <param name="time">The clock of timeouts.</param>
public sealed class GeneratorImageProvider(string name, IImageGenerator generator, TimeProvider time) : IImageProvider, IDisposable
{
    private readonly ImageFetcher _fetcher = new(allowPrivate: false);

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string? Missing(OfferedModel model) => null;

    /// <inheritdoc/>
    public async Task<ProviderAnswer> Start(ProviderCall call, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(call.Model.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var response = await generator.GenerateAsync(new ImageGenerationRequest(call.Prompt), Options(call), either.Token);
            return await Answer(response, either.Token);
        }
#pragma warning disable CA1031 // Which exceptions a foreign generator throws is nowhere written.
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            // Its message is kept to itself: it may hold anything, a key included.
            return new ProviderRefused
            {
                Error = ProviderError.OutcomeUnknown,
                Billed = BilledState.Unknown,
                Message = "The image generator failed, and does not say whether it charged.",
            };
        }
    }

    /// <inheritdoc/>
    public Task<ProviderAnswer> Poll(ProviderCall call, ProviderJob job, CancellationToken cancellationToken) =>
        Task.FromResult<ProviderAnswer>(Answers.Invalid("An image generator has no jobs.", null, BilledState.Unknown));

    /// <inheritdoc/>
    public Task<bool> Cancel(ProviderCall call, ProviderJob job, CancellationToken cancellationToken) => Task.FromResult(false);

    /// <inheritdoc/>
    public void Dispose() => _fetcher.Dispose();

    private static ImageGenerationOptions Options(ProviderCall call)
    {
        var options = new ImageGenerationOptions
        {
            Count = 1,
            ImageSize = new System.Drawing.Size(call.Size.Width, call.Size.Height),
            MediaType = $"image/{call.OutputFormat}",
            ModelId = call.Model.ModelName,
            ResponseFormat = ImageGenerationResponseFormat.Data,
            AdditionalProperties = [],
        };
        if (call.Quality is { } quality) options.AdditionalProperties["quality"] = quality;
        if (call.Style is { } style) options.AdditionalProperties["style"] = style;
        if (call.NegativePrompt is { } negative) options.AdditionalProperties["negative_prompt"] = negative;
        if (call.Seed is { } seed) options.AdditionalProperties["seed"] = seed;
        return options;
    }

    private async Task<ProviderAnswer> Answer(ImageGenerationResponse response, CancellationToken cancellationToken)
    {
        var usage = UsageBridge.FromDetails(response.Usage);
        return response.Contents.FirstOrDefault(content => content is DataContent or UriContent) switch
        {
            DataContent data when data.Data.Length <= ImageFetcher.MaxBytes => Answers.Checked(data.Data, usage),
            UriContent link => await Delivery(link.Uri, usage, cancellationToken),
            _ => Answers.Invalid("The image generator gave no image that can be taken.", usage, BilledState.Unknown),
        };
    }

    private async Task<ProviderAnswer> Delivery(Uri address, ProviderUsage? usage, CancellationToken cancellationToken)
    {
        var fetched = await _fetcher.Fetch(address, cancellationToken);
        return fetched.Bytes is { } bytes
            ? Answers.Checked(bytes, usage)
            : Answers.Invalid(fetched.Problem!, usage, BilledState.Yes);
    }
}
