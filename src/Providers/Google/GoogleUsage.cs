using System.Text.Json;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.Http;

namespace DonatelloAI.Providers.Google;

/// <summary><c>usageMetadata</c>: tokens by modality where the details are there; thinking counts as text.</summary>
internal static class GoogleUsage
{
    public static ProviderUsage? Read(JsonElement root)
    {
        if (root.Get("usageMetadata") is not { } counts) return null;

        var prompt = counts.Count("promptTokenCount") ?? 0;
        var candidates = counts.Count("candidatesTokenCount") ?? 0;
        var imageIn = OfModality(counts, "promptTokensDetails", "IMAGE") ?? 0;
        var imageOut = OfModality(counts, "candidatesTokensDetails", "IMAGE") ?? candidates;
        var usage = new ProviderUsage
        {
            TextInTokens = Math.Max(0, prompt - imageIn),
            ImageInTokens = imageIn,
            ImageOutTokens = imageOut,
            TextOutTokens = Math.Max(0, candidates - imageOut) + (counts.Count("thoughtsTokenCount") ?? 0),
        };
        return usage.IsEmpty ? null : usage;
    }

    // Null where there are no details at all; zero where they are there without the modality.
    private static long? OfModality(JsonElement counts, string details, string modality) => counts.Get(details) is { ValueKind: JsonValueKind.Array }
        ? counts.Items(details).Where(detail => detail.Text("modality") == modality).Sum(static detail => detail.Count("tokenCount") ?? 0)
        : null;
}
