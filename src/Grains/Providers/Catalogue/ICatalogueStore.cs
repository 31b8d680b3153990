using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Freezes;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Freezes;

namespace DonatelloAI.Grains.Providers.Catalogue;

/// <summary>Where changes of the catalogue are kept. A change and its events are one transaction.</summary>
public interface ICatalogueStore
{
    /// <summary>The catalogue as it stands, with the version that a change of it must still find.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    Task<CatalogueScene> Load();

    /// <summary>The rate of a currency that begins at a moment, if there is one.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    Task<ExchangeRate?> FindRate(string currency, DateTimeOffset validFrom);

    /// <summary>
    /// Writes a change with its events, behind the catalogue's version. <see cref="CommitResult.FenceLost"/> when somebody else changed it,
    /// <see cref="CommitResult.KeyExists"/> when an entry or price is there. Never throws for what a database does.
    /// </summary>
    Task<CommitOutcome> Commit(CatalogueEdit edit);
}

/// <summary>The catalogue at one version.</summary>
/// <param name="Version">The fence.</param>
/// <param name="Models">Every entry.</param>
/// <param name="Freezes">What is frozen.</param>
public sealed record CatalogueScene(long Version, IReadOnlyList<OfferedModel> Models, FreezeState Freezes);

/// <summary>A change of the catalogue, to be committed as one.</summary>
public sealed record CatalogueEdit
{
    /// <summary>The version that the catalogue must still have; it rises by one.</summary>
    public required long ExpectedVersion { get; init; }

    /// <summary>The entries that are new or change.</summary>
    public IReadOnlyList<EntryEdit> Entries { get; init; } = [];

    /// <summary>A rate to add.</summary>
    public ExchangeRate? Rate { get; init; }

    /// <summary>The operator; null for a file.</summary>
    public required Guid? ActorId { get; init; }

    /// <summary>The operator's organisation, in whose audit the change is found; empty for a file.</summary>
    public required Guid OrganizationId { get; init; }

    /// <summary>The moment.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>An entry that is new or changes.</summary>
public sealed record EntryEdit
{
    /// <summary>The entry as it was; null for a new one.</summary>
    public OfferedModel? Before { get; init; }

    /// <summary>The entry as it shall be, without the new price.</summary>
    public required OfferedModel After { get; init; }

    /// <summary>A price to add.</summary>
    public PriceVersion? NewPrice { get; init; }

    /// <summary>The freeze of the entry's account that held.</summary>
    public FreezeView? FreezeBefore { get; init; }

    /// <summary>The freeze of the entry's account that shall hold.</summary>
    public FreezeView? FreezeAfter { get; init; }

    /// <summary>Names of the fields that change.</summary>
    public required IReadOnlyList<string> Fields { get; init; }
}
