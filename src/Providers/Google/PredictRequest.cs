using System.Text.Json;
using DonatelloAI.Grains.Providers;

namespace DonatelloAI.Providers.Google;

/// <summary>The body of <c>:predict</c>, the shape of Imagen models.</summary>
internal static class PredictRequest
{
    public static byte[] Write(ProviderCall call)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("instances");
            json.WriteStartObject();
            json.WriteString("prompt", Words.WithStyle(call));
            json.WriteEndObject();
            json.WriteEndArray();
            WriteParameters(json, call);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void WriteParameters(Utf8JsonWriter json, ProviderCall call)
    {
        json.WriteStartObject("parameters");
        json.WriteNumber("sampleCount", 1);
        json.WriteString("aspectRatio", ContentRequest.RatioOf(call));
        json.WriteBoolean("includeRaiReason", true);
        if (call.Seed is { } seed)
        {
            // A watermark draws on the same randomness, so that the vendor takes only one of both.
            json.WriteNumber("seed", seed);
            json.WriteBoolean("addWatermark", false);
        }

        json.WriteEndObject();
    }
}
