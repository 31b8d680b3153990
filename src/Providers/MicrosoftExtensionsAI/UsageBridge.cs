using DonatelloAI.Grains.Providers;
using Microsoft.Extensions.AI;

namespace DonatelloAI.Providers.MicrosoftExtensionsAI;

/// <summary>Usage between the two ways of saying it; what they have no member for goes by name.</summary>
internal static class UsageBridge
{
    private const string TextIn = "input_text_tokens", ImageIn = "input_image_tokens", ImageOut = "output_image_tokens", TextOut = "output_text_tokens";

    public static UsageDetails? ToDetails(IReadOnlyList<ProviderUsage> parts) => parts.Count == 0 ? null : new UsageDetails
    {
        InputTokenCount = parts.Sum(part => part.TextInTokens + part.ImageInTokens),
        OutputTokenCount = parts.Sum(part => part.ImageOutTokens + part.TextOutTokens),
        TotalTokenCount = parts.Sum(part => part.TextInTokens + part.ImageInTokens + part.ImageOutTokens + part.TextOutTokens),
        AdditionalCounts = new AdditionalPropertiesDictionary<long>
        {
            [TextIn] = parts.Sum(part => part.TextInTokens),
            [ImageIn] = parts.Sum(part => part.ImageInTokens),
            [ImageOut] = parts.Sum(part => part.ImageOutTokens),
            [TextOut] = parts.Sum(part => part.TextOutTokens),
        },
    };

    public static ProviderUsage? FromDetails(UsageDetails? details)
    {
        if (details is null) return null;

        var (imageIn, textOut) = (Named(details, ImageIn) ?? 0, Named(details, TextOut) ?? 0);
        var usage = new ProviderUsage
        {
            TextInTokens = Named(details, TextIn) ?? Math.Max(0, (details.InputTokenCount ?? 0) - imageIn),
            ImageInTokens = imageIn,
            ImageOutTokens = Named(details, ImageOut) ?? Math.Max(0, (details.OutputTokenCount ?? 0) - textOut),
            TextOutTokens = textOut,
        };
        return usage.IsEmpty ? null : usage;
    }

    private static long? Named(UsageDetails details, string name) =>
        details.AdditionalCounts is { } counts && counts.TryGetValue(name, out var count) && count >= 0 ? count : null;
}
