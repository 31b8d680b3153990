using System.Text;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Generations;

namespace DonatelloAI.Grains.Providers.Routing;

/// <summary>Holds an order against one model: everything explicit and priced, or the first field that does not fit.</summary>
internal static class OrderFit
{
    /// <summary>What asks for a picture that shows what lies behind it.</summary>
    public const string Transparent = "transparent";

    private const string Auto = "auto";

    /// <summary>A <see cref="Fit"/>, or why the model cannot take the order.</summary>
    public static (Fit? Fit, RouteRefused? Refused) Of(OfferedModel model, ImageOrder order, RoutingRequest request)
    {
        if (Misfit(model, order) is { } misfit) return (null, misfit);

        var shape = Shape(model, order, request.PreferredQuality);
        return Price(model, shape, request) switch
        {
            PriceQuote quote => (new Fit(model, shape, Format(model, order), Background(model, order), Seed(model, order, request), quote.Amount), null),
            PricingRefusal refusal => (null, new(GenerationRefusal.ModelUnpriced, $"{model.Name} has no usable price: {refusal.Detail}")),
            _ => throw new InvalidOperationException("A price is a quote or a refusal."),
        };
    }

    /// <summary>The most that one image costs.</summary>
    public static PricingResult Price(OfferedModel model, ImageRequestShape shape, RoutingRequest request) =>
        request.Providers.Find(model.ProviderName) is { } adapter
            ? adapter.Ceiling(model, shape, request.Models.RateFor(model, request.Now), request.Now)
            : throw new InvalidOperationException($"{model.Name} is priced by its adapter, and there is none.");

    /// <summary>True when the caller leaves a field to the model.</summary>
    public static bool IsOpen(string? value) => string.IsNullOrEmpty(value) || string.Equals(value, Auto, StringComparison.Ordinal);

    private static RouteRefused? Misfit(OfferedModel model, ImageOrder order)
    {
        var can = model.Capabilities;
        return !TakesSize(can, order.Size) ? Invalid("size", $"size must be {Sizes(can)} for {model.Name}.")
            : !IsOpen(order.Quality) && !can.Qualities.Contains(order.Quality, StringComparer.Ordinal)
                ? Invalid("quality", $"quality must be {OneOf(can.Qualities)} for {model.Name}.")
            : !IsOpen(order.OutputFormat) && !can.OutputFormats.Contains(order.OutputFormat, StringComparer.Ordinal)
                ? Invalid("output_format", $"output_format must be {OneOf(can.OutputFormats)} for {model.Name}.")
            : order.Seed is not null && !can.Seed ? Invalid("seed", $"{model.Name} takes no seed: leave it out.")
            : !string.IsNullOrEmpty(order.NegativePrompt) && !can.NegativePrompt
                ? Invalid("negative_prompt", $"{model.Name} takes no negative prompt: leave it out.")
            : order.Background == Transparent ? Opaque(model, order)
            : null;
    }

    /// <summary>Why the model cannot leave the background transparent; null when it can.</summary>
    private static RouteRefused? Opaque(OfferedModel model, ImageOrder order) =>
        !model.Capabilities.Transparency || !Clear(model).Any()
            ? Invalid("background", $"{model.Name} has no transparent backgrounds: leave it out, or choose a model whose capabilities say transparency.")
        : !IsOpen(order.OutputFormat) && !CapabilityRules.TransparentFormats.Contains(order.OutputFormat!)
            ? Invalid("output_format", $"output_format must be {OneOf([.. Clear(model)])} with a transparent background.")
        : null;

    private static IEnumerable<string> Clear(OfferedModel model) => model.Capabilities.OutputFormats.Where(CapabilityRules.TransparentFormats.Contains);

    /// <summary>Partial images that a model is asked for: a wish and no condition, since a picture that is painted quickly has fewer anywhere.</summary>
    public static int Partials(OfferedModel model, int wanted) => Math.Min(wanted, model.Capabilities.MaxPartialImages);

    private static bool TakesSize(CatalogueCapabilities can, string? size) =>
        IsOpen(size)
        || (ImageSize.TryParse(size, out var explicitSize)
            && (can.Sizes.Contains(explicitSize) || can.CustomSizes?.Allows(explicitSize) == true));

    private static string Sizes(CatalogueCapabilities can) => can.CustomSizes is { } rule
        ? FormattableString.Invariant(
            $"{OneOf(can.Sizes)}, or edges that are multiples of {rule.MultipleOf}, at most {rule.MaxEdge} and {rule.MaxRatio}:1, with {rule.MinPixels} to {rule.MaxPixels} pixels")
        : OneOf(can.Sizes);

    private static string OneOf<T>(IReadOnlyList<T> allowed) =>
        allowed.Count == 0 ? "auto or left out" : $"auto, {string.Join(", ", allowed)}";

    private static ImageRequestShape Shape(OfferedModel model, ImageOrder order, string? preferredQuality) => new()
    {
        Size = ImageSize.TryParse(order.Size, out var size) ? size : model.Capabilities.DefaultSize,
        Quality = !IsOpen(order.Quality) ? order.Quality
            : preferredQuality is not null && model.Capabilities.Qualities.Contains(preferredQuality, StringComparer.Ordinal) ? preferredQuality
            : model.Capabilities.DefaultQuality,
        PromptBytes = Bytes(order.Prompt) + Bytes(order.NegativePrompt) + Bytes(order.Style),
        PartialImages = Partials(model, order.PartialImages),
    };

    private static string Format(OfferedModel model, ImageOrder order) =>
        !IsOpen(order.OutputFormat) ? order.OutputFormat!
        : order.Background == Transparent ? Clear(model).First()
        : model.Capabilities.OutputFormats[0];

    /// <summary>A model that knows only opaque ones need not be told.</summary>
    private static string? Background(OfferedModel model, ImageOrder order) =>
        !IsOpen(order.Background) && model.Capabilities.Transparency ? order.Background : null;

    private static long? Seed(OfferedModel model, ImageOrder order, RoutingRequest request) =>
        order.Seed ?? (model.Capabilities.Seed ? request.FreshSeed : null);

    private static int Bytes(string? text) => text is null ? 0 : Encoding.UTF8.GetByteCount(text);

    private static RouteRefused Invalid(string field, string message) => new(GenerationRefusal.InvalidOrder, message, field);
}

/// <summary>A model that can take an order, with what the order left open made explicit.</summary>
internal sealed record Fit(OfferedModel Model, ImageRequestShape Shape, string OutputFormat, string? Background, long? Seed, PricedAmount Ceiling)
{
    /// <summary>Why it is more than what is left, for an order that leaves the choice open; null where it fits.</summary>
    public RouteRefused? Exceeds(RoutingRequest request)
    {
        var total = (Int128)Ceiling.Amount.Micros * request.Images;
        return !request.IsOpen || request.Left is not { } left || total <= left.Micros ? null : new RouteRefused(
            GenerationRefusal.NoModelFits,
            request.Images == 1 ? $"{Model.Name} may cost {Ceiling.Amount} AUD, and {left} are left."
                : $"{request.Images} images of {Model.Name} may cost {Ceiling.Amount} AUD each, and {left} are left.");
    }
}
