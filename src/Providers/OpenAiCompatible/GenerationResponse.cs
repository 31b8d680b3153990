using System.Text.Json;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.Pictures;

namespace DonatelloAI.Providers.OpenAiCompatible;

/// <summary>What a body with status 200 holds: bytes, an address to fetch them from, or neither.</summary>
/// <param name="Image">The picture's bytes.</param>
/// <param name="Address">Where the picture lies instead.</param>
/// <param name="Usage">What was counted; null where nothing is said.</param>
/// <param name="Refusal">Why there is neither.</param>
internal sealed record GenerationResponse(byte[]? Image, Uri? Address, ProviderUsage? Usage, ProviderRefused? Refusal)
{
    public static GenerationResponse Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return Read(json.RootElement);
        }
        catch (JsonException)
        {
            return Invalid("The vendor's answer is no JSON: is the base address right?", null, BilledState.Unknown);
        }
    }

    /// <summary>An image, or a refusal when the bytes are none.</summary>
    public static ProviderAnswer Checked(ReadOnlyMemory<byte> image, ProviderUsage? usage) => PictureFormat.Recognise(image.Span) switch
    {
        // An image that was delivered counts as made, whatever is wrong with it.
        null => InvalidAnswer("The vendor's image is no png, jpeg, webp, gif or avif.", usage, BilledState.Yes),
        { IsDecodable: false } => InvalidAnswer("The vendor's image states no size, or one beyond 100 megapixels.", usage, BilledState.Yes),

        // What broke on its way says nothing about the bill, and another call may bring it whole.
        var format when !PictureEnd.IsThere(format, image.Span) => InvalidAnswer("The vendor's image breaks off before its end.", usage, BilledState.Unknown),
        var format => new ProviderDone { Image = image, ContentType = format.ContentType, Usage = usage },
    };

    public static ProviderRefused InvalidAnswer(string message, ProviderUsage? usage, BilledState billed) =>
        new() { Error = ProviderError.InvalidAnswer, Billed = usage is null ? billed : BilledState.Yes, Message = message, Usage = usage };

    private static GenerationResponse Read(JsonElement root)
    {
        var usage = UsageOf(root);
        if (root.Get("error") is { ValueKind: JsonValueKind.Object or JsonValueKind.String })
            return new GenerationResponse(null, null, usage, ErrorBody.Of(root).ToRefusal(200, null) with { Usage = usage });
        if (root.Get("data") is not { ValueKind: JsonValueKind.Array } data || data.GetArrayLength() == 0)
            return Invalid("The vendor's answer holds no image.", usage, BilledState.Unknown);

        return Item(data[0], usage);
    }

    private static GenerationResponse Item(JsonElement item, ProviderUsage? usage) =>
        item.Get("b64_json") is { ValueKind: JsonValueKind.String } text
            ? text.TryGetBytesFromBase64(out var bytes)
                ? new GenerationResponse(bytes, null, usage, null)
                : Invalid("The vendor's image is no base64.", usage, BilledState.Yes)
        : Uri.TryCreate(item.Text("url"), UriKind.Absolute, out var address)
            ? new GenerationResponse(null, address, usage, null)
            : Invalid("The vendor's answer holds neither bytes nor an address.", usage, BilledState.Unknown);

    private static ProviderUsage? UsageOf(JsonElement root)
    {
        if (root.Get("usage") is not { ValueKind: JsonValueKind.Object } usage) return null;

        var (input, output) = (usage.Get("input_tokens_details"), usage.Get("output_tokens_details"));
        var counted = new ProviderUsage
        {
            TextInTokens = input?.Count("text_tokens") ?? usage.Count("input_tokens") ?? 0,
            ImageInTokens = input?.Count("image_tokens") ?? 0,
            ImageOutTokens = output?.Count("image_tokens") ?? usage.Count("output_tokens") ?? 0,
            TextOutTokens = output?.Count("text_tokens") ?? 0,
        };
        return counted.IsEmpty ? null : counted;
    }

    private static GenerationResponse Invalid(string message, ProviderUsage? usage, BilledState billed) =>
        new(null, null, usage, InvalidAnswer(message, usage, billed));
}
