using System.Text.Json;
using DonatelloAI.Grains.Providers;

namespace DonatelloAI.Providers.OpenAiCompatible;

/// <summary>The body of <c>POST /images/generations</c>.</summary>
internal static class GenerationRequest
{
    /// <summary>Writes it.</summary>
    /// <param name="call">What to make.</param>
    /// <param name="parameters">Which optional fields are sent.</param>
    /// <param name="model">The model's name at the server; null for its name in the catalogue.</param>
    public static byte[] Write(ProviderCall call, IReadOnlyList<string> parameters, string? model = null)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("model", model ?? call.Model.ModelName);
            json.WriteString("prompt", Prompt(call, parameters));
            foreach (var name in parameters) Write(json, name, call);
            // Not among the parameters: only models that are said to know it get here with one, and without it the picture is another one.
            if (call.Background is { } background) json.WriteString("background", background);
            if (call.PartialImages > 0) WriteStream(json, call.PartialImages);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    // A call without partial images is no stream: its answer is the same, and simpler.
    private static void WriteStream(Utf8JsonWriter json, int partials)
    {
        json.WriteBoolean("stream", true);
        json.WriteNumber("partial_images", partials);
    }

    private static void Write(Utf8JsonWriter json, string name, ProviderCall call)
    {
        if (name == "n") json.WriteNumber(name, 1);
        else if (name == "seed" && call.Seed is { } seed) json.WriteNumber(name, seed);
        else if (Text(name, call) is { } text) json.WriteString(name, text);
    }

    private static string? Text(string name, ProviderCall call) => name switch
    {
        "size" => $"{call.Size}",
        "quality" => call.Quality,
        "output_format" => call.OutputFormat,
        "response_format" => "b64_json",
        "style" => call.Style,
        "negative_prompt" => call.NegativePrompt,
        "safety_identifier" or "user" => call.EndUser,
        _ => null,
    };

    // A style without a field of its own is told in words.
    private static string Prompt(ProviderCall call, IReadOnlyList<string> parameters) =>
        parameters.Contains("style", StringComparer.Ordinal) ? call.Prompt : Words.WithStyle(call);
}
