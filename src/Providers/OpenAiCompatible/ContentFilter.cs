using System.Text.Json;
using DonatelloAI.Providers.Http;

namespace DonatelloAI.Providers.OpenAiCompatible;

/// <summary>Azure's verdict on one image: <c>content_filter_results</c> of its item.</summary>
/// <param name="IsFiltered">True when a category withheld the image.</param>
/// <param name="Verdict">The gravest category and its severity, such as <c>violence:medium</c>; null where no verdict came.</param>
/// <param name="IsSexual">True when the sexual category is medium or high.</param>
internal sealed record ContentFilter(bool IsFiltered, string? Verdict, bool IsSexual)
{
    private static readonly string[] Severities = ["safe", "low", "medium", "high"];

    public static ContentFilter Read(JsonElement item)
    {
        var categories = item.Members("content_filter_results").ToList();
        if (categories.Count == 0) return new ContentFilter(IsFiltered: false, Verdict: null, IsSexual: false);

        var gravest = categories.MaxBy(static category => Severity(category.Value));
        return new ContentFilter(
            categories.Exists(static category => category.Value.Get("filtered") is { ValueKind: JsonValueKind.True }),
            $"{gravest.Name}:{Severities[Severity(gravest.Value)]}",
            categories.Exists(static category => category.Name == "sexual" && Severity(category.Value) >= 2));
    }

    private static int Severity(JsonElement category) => Math.Max(0, Array.IndexOf(Severities, category.Text("severity")));
}
