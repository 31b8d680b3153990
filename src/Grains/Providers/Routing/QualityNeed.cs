using System.Collections.Frozen;
using DonatelloAI.Contracts.Generations;

namespace DonatelloAI.Grains.Providers.Routing;

/// <summary>
/// How much the quality of a model counts for an order, 0 to 1: the complexity of its prompt, raised or lowered by 0.3 where order or
/// department ask for good or for cheap pictures. The order's own quality goes over the department's.
/// </summary>
internal static class QualityNeed
{
    /// <summary>How far a wish moves the need.</summary>
    public const decimal Lean = 0.3m;

    /// <summary>From here on a prompt counts as moderate.</summary>
    public const decimal Moderate = 0.25m;

    /// <summary>From here on a prompt counts as demanding.</summary>
    public const decimal Demanding = 0.6m;

    private static readonly FrozenSet<string> Good =
        FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "best", "high", "hd", "xhigh", "max", "ultra", "quality");

    private static readonly FrozenSet<string> Frugal =
        FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "cheap", "low", "draft", "fast", "economy");

    /// <summary>The need of a request.</summary>
    public static decimal Of(RoutingRequest request) =>
        decimal.Clamp((decimal)request.Prompt.Complexity + LeanOf(Wish(request.Order, request.PreferredQuality)), 0, 1);

    /// <summary>The prompt in a word, for people.</summary>
    public static string Word(double complexity) =>
        (decimal)complexity >= Demanding ? "demanding" : (decimal)complexity >= Moderate ? "moderate" : "simple";

    private static string? Wish(ImageOrder order, string? preferred) => OrderFit.IsOpen(order.Quality) ? preferred : order.Quality;

    private static decimal LeanOf(string? wish) => wish is null ? 0 : Good.Contains(wish) ? Lean : Frugal.Contains(wish) ? -Lean : 0;
}
