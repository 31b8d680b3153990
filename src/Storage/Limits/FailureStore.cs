using DonatelloAI.Contracts.Limits;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Limits;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Events;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Limits;

/// <summary>Refused credentials as events in the outbox, on any engine.</summary>
public sealed class FailureStore : IFailureStore
{
    private readonly OutboxSigner _signer;
    private readonly RowShape<OutboxRow> _event;
    private readonly StoreCommits _commits;

    /// <summary>Prepares the statement of the engine behind the contexts.</summary>
    public FailureStore(IDbContextFactory<DonatelloContext> contexts, OutboxSigner signer, CommitOptions options)
    {
        _signer = signer;
        using var context = contexts.CreateDbContext();
        _event = RowShape<OutboxRow>.Insert(context.Model);
        _commits = new StoreCommits(contexts, context.Engine, options);
    }

    /// <inheritdoc/>
    public Task<CommitOutcome> Add(FailureReport report) =>
        _commits.Commit(new CommitPlan().Add(_event, [.. FailureEvents.Of(report, _signer)]));
}
