namespace DonatelloAI.Storage.Providers;

/// <summary>The one row that every change of the catalogue, its prices, rates and frozen accounts goes through.</summary>
public sealed class CatalogueStateRow
{
    /// <summary>The id of the one row.</summary>
    public const int TheOne = 1;

    /// <summary><see cref="TheOne"/>; no other row means anything.</summary>
    public int Id { get; set; } = TheOne;

    /// <summary>The fence: rises by one with each change.</summary>
    public long Version { get; set; }

    /// <summary>When it last rose.</summary>
    public DateTimeOffset UpdatedAt { get; set; }
}
