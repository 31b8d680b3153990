namespace DonatelloAI.Contracts.Providers;

/// <summary>
/// Changes the catalogue, its prices and exchange rates, and freezes accounts. One for the installation, key 0. Before an answer is given,
/// every silo that can be reached has read the catalogue again; one that cannot does so after <c>Providers:RefreshSeconds</c>.
/// </summary>
[Alias("donatello.IProviderGrain")]
public interface IProviderGrain : IGrainWithIntegerKey
{
    /// <summary>Adds an entry, once.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    [Alias("Add")]
    Task<ProviderReply> Add(AddProvider request);

    /// <summary>Changes an entry, adds a price, freezes or lifts. May be repeated.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    [Alias("Change")]
    Task<ProviderReply> Change(ChangeProvider request);

    /// <summary>Sets a currency's rate to AUD. May be repeated.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    [Alias("SetRate")]
    Task<ProviderReply> SetRate(SetExchangeRate request);

    /// <summary>Takes over a catalogue file: adds models, follows what vendors have announced, and makes changed prices new versions. May be repeated.</summary>
    /// <param name="json">The file.</param>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    [Alias("Import")]
    Task<ImportReply> Import(string json);
}

/// <summary>Reads the catalogue for operators. Stateless; the key is any number.</summary>
[Alias("donatello.IProviderReadGrain")]
public interface IProviderReadGrain : IGrainWithIntegerKey
{
    /// <summary>An entry; null when there is none.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    [Alias("Provider")]
    Task<ProviderView?> Provider(Guid id);

    /// <summary>A page of all entries, those that are switched off too.</summary>
    /// <param name="limit">Entries wanted.</param>
    /// <param name="after">The <c>provider/model</c> of the last entry of the previous page; null for the first page.</param>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    [Alias("Providers")]
    Task<ProviderPage> Providers(int limit, string? after);

    /// <summary>The newest begun rate of every currency.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    [Alias("Rates")]
    Task<IReadOnlyList<ExchangeRateView>> Rates();
}

/// <summary>What became of a catalogue file.</summary>
/// <param name="Differences">What was changed, in the file's order; empty when all was as the file says, or it was refused.</param>
/// <param name="Problem">The first thing that is wrong with it, with entry and field; null when it was taken over.</param>
[GenerateSerializer, Immutable, Alias("donatello.ImportReply")]
public sealed record ImportReply(
    [property: Id(0)] IReadOnlyList<ImportDifference> Differences,
    [property: Id(1)] string? Problem = null);

/// <summary>One difference between a catalogue file and the catalogue.</summary>
/// <param name="Model">The entry, <c>provider/model</c>.</param>
/// <param name="What"><c>new</c>, <c>changed</c> or <c>price</c>.</param>
/// <param name="Detail">Which fields, or which version from when.</param>
[GenerateSerializer, Immutable, Alias("donatello.ImportDifference")]
public sealed record ImportDifference(
    [property: Id(0)] string Model,
    [property: Id(1)] string What,
    [property: Id(2)] string Detail);
