using System.Globalization;
using DonatelloAI.Grains.Providers;

namespace DonatelloAI.Providers.Stability;

/// <summary>A request to one of the endpoints, which take forms only: <c>multipart/form-data</c>, even without a file.</summary>
/// <param name="Endpoint">The endpoint: core, ultra or sd3.</param>
/// <param name="Fields">The form's fields.</param>
internal sealed record StabilityRequest(string Endpoint, IReadOnlyList<KeyValuePair<string, string>> Fields)
{
    private static readonly string[] Ratios = ["16:9", "1:1", "21:9", "2:3", "3:2", "4:5", "5:4", "9:16", "9:21"];

    private static readonly string[] Presets =
    [
        "3d-model", "analog-film", "anime", "cinematic", "comic-book", "digital-art", "enhance", "fantasy-art", "isometric", "line-art", "low-poly",
        "modeling-compound", "neon-punk", "origami", "photographic", "pixel-art", "tile-texture",
    ];

    public static StabilityRequest Of(ProviderCall call)
    {
        var model = call.Model.ModelName;
        var endpoint = model.StartsWith("sd3", StringComparison.Ordinal) ? "sd3"
            : model.EndsWith("-ultra", StringComparison.Ordinal) ? "ultra"
            : "core";
        return new StabilityRequest(endpoint, [.. FieldsOf(call, endpoint).Where(static field => field.Value is not null).Select(static field => KeyValuePair.Create(field.Name, field.Value!))]);
    }

    /// <summary>The form as bytes, and its media type with the boundary.</summary>
    public async Task<(byte[] Body, string MediaType)> ToForm()
    {
        using var form = new MultipartFormDataContent();
        foreach (var (name, value) in Fields) form.Add(new StringContent(value), name);
        return (await form.ReadAsByteArrayAsync(), $"{form.Headers.ContentType}");
    }

    private static IEnumerable<(string Name, string? Value)> FieldsOf(ProviderCall call, string endpoint)
    {
        var isPreset = Presets.Contains(call.Style, StringComparer.Ordinal);
        yield return ("prompt", isPreset ? call.Prompt : Words.WithStyle(call));
        yield return ("negative_prompt", call.NegativePrompt);
        yield return ("model", endpoint == "sd3" ? call.Model.ModelName : null);
        yield return ("aspect_ratio", AspectRatio.Nearest(call.Size, Ratios));
        yield return ("seed", call.Seed?.ToString(CultureInfo.InvariantCulture));
        yield return ("style_preset", isPreset ? call.Style : null);
        yield return ("output_format", call.OutputFormat);
    }
}
