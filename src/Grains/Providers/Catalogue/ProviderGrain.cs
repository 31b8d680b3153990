using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Providers;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Freezes;
using Microsoft.Extensions.DependencyInjection;

namespace DonatelloAI.Grains.Providers.Catalogue;

/// <summary>The catalogue in the cluster: decides by the rules and commits, again when somebody else was faster.</summary>
public sealed class ProviderGrain(
    ICatalogueStore store,
    FreezeNews news,
    [FromKeyedServices(DomainClock.Key)] TimeProvider time) : Grain, IProviderGrain
{
    /// <summary>How often a change is decided again.</summary>
    public const int MaxReloads = 5;

    private static readonly ProviderUnavailable Busy =
        new("The database could not take the change; nothing was written. Repeat the request later.");

    private static readonly ProviderUnavailable OutcomeUnknown =
        new("The connection to the database broke while the change was being written: look at what is there, or repeat the request.");

    /// <inheritdoc/>
    public Task<ProviderReply> Add(AddProvider request) =>
        Run(scene => Task.FromResult(CatalogueEdits.Add(scene, request, time.GetUtcNow())));

    /// <inheritdoc/>
    public Task<ProviderReply> Change(ChangeProvider request) =>
        Run(scene => Task.FromResult(CatalogueEdits.Change(scene, request, time.GetUtcNow())));

    /// <inheritdoc/>
    public Task<ProviderReply> SetRate(SetExchangeRate request) => Run(async scene =>
    {
        var known = request.ValidFrom is { } from ? await store.FindRate(request.Currency, from) : null;
        return CatalogueEdits.SetRate(scene, known, request, time.GetUtcNow());
    });

    /// <inheritdoc/>
    public async Task<ImportReply> Import(string json)
    {
        var found = new ImportReply([]);
        var reply = await Run(scene =>
        {
            (found, var edit) = CatalogueFile.Compare(scene, json, time.GetUtcNow());
            return Task.FromResult(new CatalogueDecision(edit));
        });
        return reply switch
        {
            ProviderAccepted => found,
            ProviderChangeRefused refused => new ImportReply([], refused.Message),
            ProviderUnavailable unavailable => throw new StorageUnavailableException(unavailable.Message),
            _ => throw new InvalidOperationException($"The catalogue answered an import with {reply.GetType().Name}."),
        };
    }

    private async Task<ProviderReply> Run(Func<CatalogueScene, Task<CatalogueDecision>> decide)
    {
        for (var reload = 0; reload <= MaxReloads; reload++)
        {
            var decision = await decide(await store.Load());
            if (decision.Refusal is { } refusal)
            {
                return refusal;
            }

            if (decision.Edit is not { } edit)
            {
                return new ProviderAccepted(decision.IsReplay);
            }

            var outcome = await store.Commit(edit);
            if (outcome.Result == CommitResult.Committed)
            {
                await news.Tell();
                return new ProviderAccepted();
            }

            if (Failure(outcome) is { } failure)
            {
                return failure;
            }
        }

        return Busy;
    }

    /// <summary>What an outcome means that wrote nothing; null for deciding again.</summary>
    private static ProviderReply? Failure(CommitOutcome outcome) => outcome.Result switch
    {
        CommitResult.FenceLost or CommitResult.KeyExists => null,
        CommitResult.RowRefused => new ProviderChangeRefused(ProviderRefusal.RowRefused, $"The database refused a row: {outcome.Detail}"),
        CommitResult.Unknown => OutcomeUnknown,
        _ => Busy,
    };
}
