using System.Text.Json;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.Http;

namespace DonatelloAI.Providers.Google;

/// <summary>The body of <c>:generateContent</c>.</summary>
internal static class ContentRequest
{
    private static readonly string[] Ratios = ["1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9"];

    public static byte[] Write(ProviderCall call, GoogleOptions options)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            WriteContents(json, call);
            WriteConfig(json, call, options);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>The ratio that a call's size is nearest to.</summary>
    public static string RatioOf(ProviderCall call) => AspectRatio.Nearest(call.Size, Ratios);

    private static void WriteContents(Utf8JsonWriter json, ProviderCall call)
    {
        json.WriteStartArray("contents");
        json.WriteStartObject();
        json.WriteString("role", "user");
        json.WriteStartArray("parts");
        json.WriteStartObject();
        json.WriteString("text", Words.WithStyle(call));
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteConfig(Utf8JsonWriter json, ProviderCall call, GoogleOptions options)
    {
        json.WriteStartObject("generationConfig");
        json.WriteStartArray("responseModalities");
        json.WriteStringValue("TEXT");
        json.WriteStringValue("IMAGE");
        json.WriteEndArray();
        if (call.Seed is { } seed) json.WriteNumber("seed", seed);
        if (MaxOutputTokens(call.Model) is { } tokens) json.WriteNumber("maxOutputTokens", tokens);
        json.WriteStartObject("imageConfig");
        json.WriteString("aspectRatio", RatioOf(call));
        if (options.SendImageSize) json.WriteString("imageSize", Edge(call.Size));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string Edge(ImageSize size) => size.Pixels switch { <= 1_600_000 => "1K", <= 4_500_000 => "2K", _ => "4K" };

    // The hold's ceiling assumes this limit of text and thinking, so the vendor must be held to it.
    private static long? MaxOutputTokens(OfferedModel model)
    {
        using var settings = JsonDocument.Parse(model.ConfigurationJson);
        return settings.RootElement.Count("max_output_text_tokens");
    }
}
