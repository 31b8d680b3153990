using System.Text.Json;
using DonatelloAI.Contracts.Generations;

namespace DonatelloAI.Api.OpenAi;

/// <summary>The tokens that a provider counted for images, as OpenAI's answers tell them.</summary>
/// <param name="TextIn">Of the prompt.</param>
/// <param name="ImageIn">Of input images.</param>
/// <param name="TextOut">Of text and thinking that came back.</param>
/// <param name="ImageOut">Of the images.</param>
internal sealed record OpenAiUsage(long TextIn, long ImageIn, long TextOut, long ImageOut)
{
    /// <summary>What the facts of stored images say together; null where a provider counts no tokens.</summary>
    public static OpenAiUsage? Of(IEnumerable<StoredImage> images) => images.Select(Of).OfType<OpenAiUsage>().ToList() is { Count: > 0 } counted
        ? new OpenAiUsage(counted.Sum(one => one.TextIn), counted.Sum(one => one.ImageIn), counted.Sum(one => one.TextOut), counted.Sum(one => one.ImageOut))
        : null;

    /// <summary>Writes it as the member <c>usage</c>.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("usage");
        json.WriteNumber("total_tokens", TextIn + ImageIn + TextOut + ImageOut);
        json.WriteNumber("input_tokens", TextIn + ImageIn);
        json.WriteNumber("output_tokens", TextOut + ImageOut);
        WriteDetails(json, "input_tokens_details", TextIn, ImageIn);
        WriteDetails(json, "output_tokens_details", TextOut, ImageOut);
        json.WriteEndObject();
    }

    private static OpenAiUsage? Of(StoredImage image)
    {
        using var facts = JsonDocument.Parse(image.FactsJson);
        if (!facts.RootElement.TryGetProperty("usage", out var usage))
        {
            return null;
        }

        var counted = new OpenAiUsage(
            Count(usage, "text_in_tokens"), Count(usage, "image_in_tokens"), Count(usage, "text_out_tokens"), Count(usage, "image_out_tokens"));
        return counted == new OpenAiUsage(0, 0, 0, 0) ? null : counted;
    }

    private static long Count(JsonElement usage, string name) => usage.TryGetProperty(name, out var count) ? count.GetInt64() : 0;

    private static void WriteDetails(Utf8JsonWriter json, string name, long text, long image)
    {
        json.WriteStartObject(name);
        json.WriteNumber("text_tokens", text);
        json.WriteNumber("image_tokens", image);
        json.WriteEndObject();
    }
}
