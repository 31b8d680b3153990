using System.Text.Json;
using DonatelloAI.Grains.Providers;

namespace DonatelloAI.Providers.BlackForestLabs;

/// <summary>The body of <c>POST /v1/{model}</c>. Which fields it has follows from the family that the model's name begins with.</summary>
internal static class FluxRequest
{
    private static readonly string[] Ratios = ["21:9", "16:9", "3:2", "4:3", "1:1", "3:4", "2:3", "9:16", "9:21"];

    public static byte[] Write(ProviderCall call, BlackForestLabsOptions options)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("prompt", Words.WithStyle(call));
            WriteSize(json, call, options);
            if (call.Seed is { } seed) json.WriteNumber("seed", seed);
            if (options.SafetyTolerance is { } tolerance) json.WriteNumber("safety_tolerance", tolerance);
            json.WriteString("output_format", call.OutputFormat);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void WriteSize(Utf8JsonWriter json, ProviderCall call, BlackForestLabsOptions options)
    {
        var model = call.Model.ModelName;
        var isThree = model.StartsWith("flux-3", StringComparison.Ordinal);
        if (!isThree && !model.Contains("kontext", StringComparison.Ordinal) && !model.EndsWith("-ultra", StringComparison.Ordinal))
        {
            json.WriteNumber("width", call.Size.Width);
            json.WriteNumber("height", call.Size.Height);
            return;
        }

        json.WriteString("aspect_ratio", AspectRatio.Nearest(call.Size, Ratios));
        if (!isThree) return;

        json.WriteString("resolution", Resolution(call.Size));
        json.WriteBoolean("grounding", options.Grounding);
    }

    // By the edge of a square of the same area, each step up to the middle between two.
    private static string Resolution(ImageSize size) => Math.Sqrt(size.Pixels) switch
    {
        < 896 => "0.75k",
        < 1_280 => "1k",
        < 1_792 => "1.5k",
        < 3_072 => "2k",
        _ => "4k",
    };
}
