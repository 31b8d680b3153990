using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Freezes;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Grains.Providers.Catalogue;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Freezes;
using DonatelloAI.Storage.Modelling;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Providers;

/// <summary>Changes of the catalogue in the relational model, on any of its engines.</summary>
public sealed class CatalogueStore : ICatalogueStore
{
    private readonly IDbContextFactory<DonatelloContext> _contexts;
    private readonly OutboxSigner _signer;
    private readonly CatalogueShapes _shapes;
    private readonly StoreCommits _commits;

    /// <summary>Prepares the statements of the engine behind the contexts.</summary>
    public CatalogueStore(IDbContextFactory<DonatelloContext> contexts, OutboxSigner signer, CommitOptions options)
    {
        _contexts = contexts;
        _signer = signer;
        using var context = contexts.CreateDbContext();
        _shapes = new CatalogueShapes(context.Model);
        _commits = new StoreCommits(contexts, context.Engine, options);
    }

    /// <inheritdoc/>
    public Task<CatalogueScene> Load() => Reads.Guarded(_contexts, async db =>
    {
        // The version first: what changes after it was read is caught by the fence.
        var version = await ProviderQueries.Version(db).SingleAsync();
        var models = await ProviderQueries.Models(db).AsNoTracking().ToListAsync();
        return new CatalogueScene(version, models.ConvertAll(ModelStore.ToModel), await ReadFreezes(db));
    });

    /// <inheritdoc/>
    public Task<ExchangeRate?> FindRate(string currency, DateTimeOffset validFrom) => Reads.Guarded(_contexts, async db =>
        await ProviderQueries.Rate(db, currency, Cut(validFrom)).AsNoTracking().FirstOrDefaultAsync() is { } row ? PriceRows.ToRate(row) : null);

    /// <inheritdoc/>
    public Task<CommitOutcome> Commit(CatalogueEdit edit) => _commits.Commit(Plan(
        edit with { At = Cut(edit.At), Rate = edit.Rate is { } rate ? rate with { ValidFrom = Cut(rate.ValidFrom) } : null }, _shapes, _signer));

    internal static async Task<FreezeState> ReadFreezes(DonatelloContext db)
    {
        var pools = await FreezeQueries.Pools(db).AsNoTracking().ToDictionaryAsync(row => row.QuotaPool!, FreezeRows.ToView, StringComparer.Ordinal);
        return new FreezeState(pools, (await FreezeQueries.Departments(db).ToListAsync()).ToHashSet());
    }

    /// <summary>The fence first, then rows in the order of their references, then the outbox.</summary>
    internal static CommitPlan Plan(CatalogueEdit edit, CatalogueShapes shapes, OutboxSigner signer)
    {
        var (added, changed) = (edit.Entries.Where(entry => entry.Before is null).ToList(), edit.Entries.Where(entry => entry.Before is not null).ToList());
        var unset = changed.Where(entry => !entry.Before!.HasSettings).ToList();
        var plan = new CommitPlan()
            .Add(shapes.Fence, [new CatalogueRaise(CatalogueStateRow.TheOne, edit.ExpectedVersion + 1, edit.At)])
            .Add(shapes.Model, added.ConvertAll(entry => CatalogueRows.ModelOf(entry.After, edit.At)))
            .Add(shapes.ModelChange, changed.ConvertAll(entry => CatalogueRows.ChangeOf(entry.After, edit.At)))
            .Add(shapes.Config, [.. added.Concat(unset).Select(entry => CatalogueRows.ConfigOf(entry.After, edit.At))])
            .Add(shapes.ConfigChange, [.. changed.Except(unset).Where(HasNewSettings).Select(entry => CatalogueRows.ConfigChangeOf(entry.After, edit.At))])
            .Add(shapes.Price, [.. edit.Entries.Where(entry => entry.NewPrice is not null).Select(entry => CatalogueRows.PriceOf(entry.After.Id, entry.NewPrice!, edit.At))])
            .Add(shapes.Rate, edit.Rate is { } rate ? [CatalogueRows.RateOf(rate, edit.ActorId, edit.At)] : []);
        foreach (var entry in edit.Entries.Where(entry => entry.FreezeBefore != entry.FreezeAfter))
        {
            plan.AddFreeze(shapes.Freezes, entry.FreezeBefore, entry.FreezeAfter, FreezeSubject.Pool(entry.After.QuotaPool), edit.ActorId!.Value, edit.At);
        }

        return plan.Add(shapes.Event, CatalogueEvents.Of(edit, signer));
    }

    /// <summary>Settings have a row and a history of their own, which tells only of changes.</summary>
    private static bool HasNewSettings(EntryEdit entry)
    {
        var (before, after) = (entry.Before!, entry.After);
        return before.KeyReference != after.KeyReference || before.MaxRetries != after.MaxRetries || before.RateLimitPerMinute != after.RateLimitPerMinute
            || before.ConfiguredPool != after.ConfiguredPool || before.ConfigurationJson != after.ConfigurationJson;
    }

    /// <summary>What is signed must be what is read: engines keep microseconds.</summary>
    private static DateTimeOffset Cut(DateTimeOffset at) => Moment.FromMicros(Moment.ToMicros(at));
}
