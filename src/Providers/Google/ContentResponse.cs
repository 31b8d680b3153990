using System.Text.Json;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.Http;

namespace DonatelloAI.Providers.Google;

/// <summary>The answer of <c>:generateContent</c>. A block comes as status 200 without an image.</summary>
internal static class ContentResponse
{
    public static ProviderAnswer Read(VendorReply reply)
    {
        using var json = reply.Json();
        return json is null ? Answers.NoJson() : Read(json.RootElement, reply) with { RequestId = IdOf(json.RootElement) };
    }

    private static ProviderAnswer Read(JsonElement root, VendorReply reply)
    {
        var usage = GoogleUsage.Read(root);
        if (root.Get("promptFeedback")?.Text("blockReason") is { } blocked)
            return reply.Refuse($"The prompt was blocked: {blocked}.", (ProviderError.ContentBlockedInput, BilledState.No));

        var candidate = root.Items("candidates").FirstOrDefault();
        return PictureOf(candidate) is { } data
            ? data.TryGetBytesFromBase64(out var image)
                ? Answers.Checked(image, usage)
                : Answers.Invalid("The vendor's image is no base64.", usage, BilledState.Yes)
            : WithoutImage(candidate, usage, reply);
    }

    private static ProviderRefused WithoutImage(JsonElement candidate, ProviderUsage? usage, VendorReply reply) => candidate.Text("finishReason") switch
    {
        "SAFETY" or "RECITATION" or "BLOCKLIST" or "PROHIBITED_CONTENT" or "SPII"
            or "IMAGE_SAFETY" or "IMAGE_PROHIBITED_CONTENT" or "IMAGE_RECITATION" =>
            reply.Refuse($"The image was withheld: {candidate.Text("finishReason")}.", (ProviderError.ContentBlockedOutput, Charged(usage))) with { Usage = usage },
        { } reason => Answers.Invalid($"The vendor's answer ends without an image: {reason}.", Counted(usage), BilledState.Unknown),
        null => Answers.Invalid("The vendor's answer holds no image.", Counted(usage), BilledState.Unknown),
    };

    // Tokens that came back were made, and the vendor charges by the token; those of the prompt alone say nothing.
    private static BilledState Charged(ProviderUsage? usage) => Counted(usage) is null ? BilledState.Unknown : BilledState.Yes;

    private static ProviderUsage? Counted(ProviderUsage? usage) => usage is { ImageOutTokens: > 0 } or { TextOutTokens: > 0 } ? usage : null;

    // Parts mix text and images; those of a thinking model's thoughts are sketches.
    private static JsonElement? PictureOf(JsonElement candidate) => (candidate.Get("content") ?? default).Items("parts")
        .Where(static part => part.Get("thought") is not { ValueKind: JsonValueKind.True })
        .Select(static part => part.Get("inlineData")?.Get("data"))
        .FirstOrDefault(static data => data is { ValueKind: JsonValueKind.String });

    private static string? IdOf(JsonElement root) => root.Text("responseId") is { } id && VendorReply.IsId(id) ? id : null;
}
