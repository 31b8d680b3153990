namespace DonatelloAI.Grains.Providers;

/// <summary>A model's price as it held from one moment to another. A change makes a new version; none is ever edited.</summary>
public sealed record PriceVersion
{
    /// <summary>The model, <c>provider/model</c>.</summary>
    public required string ModelId { get; init; }

    /// <summary>1 or more, rising with each change of the model's price.</summary>
    public required int Version { get; init; }

    /// <summary>Currency of all amounts, ISO 4217, such as <c>USD</c>.</summary>
    public required string Currency { get; init; }

    /// <summary>The amounts; none at all is no price.</summary>
    public required IReadOnlyList<PriceComponent> Components { get; init; }

    /// <summary>The first moment it holds.</summary>
    public required DateTimeOffset ValidFrom { get; init; }

    /// <summary>The first moment it no longer holds; null while it does.</summary>
    public DateTimeOffset? ValidTo { get; init; }

    /// <summary>True while nothing may be priced with it.</summary>
    public bool IsSuspended { get; init; }

    /// <summary>Where the amounts come from, for an operator who checks them.</summary>
    public required string Source { get; init; }

    /// <summary>
    /// The version in force at a moment: the newest by start, then by number. Where none is, the newest of all, so that the
    /// refusal can say so; null where there is none. A suspended version is chosen too: its predecessor does not come back.
    /// </summary>
    public static PriceVersion? Choose(IEnumerable<PriceVersion> versions, DateTimeOffset now) => versions
        .OrderByDescending(version => version.IsInForce(now))
        .ThenByDescending(version => version.ValidFrom)
        .ThenByDescending(version => version.Version)
        .FirstOrDefault();

    /// <summary>True when it holds at a moment.</summary>
    public bool IsInForce(DateTimeOffset now) => ValidFrom <= now && (ValidTo is not { } end || now < end);

    /// <summary>Why nothing may be priced with it at a moment, or null when it may.</summary>
    internal PricingRefusal? Refuse(DateTimeOffset now) =>
        Components.Count == 0 ? NoPrice(ModelId)
        : IsSuspended
            ? new(PricingRefusalReason.PriceSuspended, $"Price {Version} of {ModelId} is suspended: check it, add a version.")
        : !IsInForce(now)
            ? new(PricingRefusalReason.PriceNotInForce, $"Price {Version} of {ModelId} is not in force: add a version that is.")
        : RefuseInvalid();

    /// <summary>Why its amounts can't be used at all, or null when they can.</summary>
    internal PricingRefusal? RefuseInvalid() => Components.FirstOrDefault(component => !component.IsValid) is { } bad
        ? new(PricingRefusalReason.PriceInvalid, $"Price {Version} of {ModelId} has an amount for {bad.Unit} out of its range.")
        : null;

    internal static PricingRefusal NoPrice(string? modelId) =>
        new(PricingRefusalReason.NoPrice, $"{modelId ?? "The model"} has no price: add a version, with amount 0 if it is free.");

    /// <summary>The component for a unit, whatever the size and quality.</summary>
    internal PriceComponent? Find(PriceUnit unit) =>
        Components.FirstOrDefault(component => component.Fits(unit, key: null, pixels: 0));

    /// <summary>The most specific component for a unit: by size and quality, by size, by quality, by neither.</summary>
    internal PriceComponent? Find(PriceUnit unit, ImageSize size, string? quality)
    {
        string?[] keys = quality is null ? [$"{size}", null] : [$"{size}/{quality}", $"{size}", quality, null];
        return keys.Select(key => Smallest(unit, key, size.Pixels)).FirstOrDefault(found => found is not null);
    }

    private PriceComponent? Smallest(PriceUnit unit, string? key, long pixels) => Components
        .Where(component => component.Fits(unit, key, pixels))
        .MinBy(component => component.MaxPixels ?? long.MaxValue);
}
