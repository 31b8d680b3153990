using DonatelloAI.Grains.Budgets;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Commits;

/// <summary>Commits the plans of a store, each on a context of its own. Never throws for what a database does.</summary>
internal sealed class StoreCommits(IDbContextFactory<DonatelloContext> contexts, StorageEngine engine, CommitOptions options)
{
    private readonly ICommitWriter _writer = CommitWriters.For(engine, options);

    public async Task<CommitOutcome> Commit(CommitPlan plan)
    {
        await using var context = await contexts.CreateDbContextAsync();
        return (await _writer.Write(context, plan)).Outcome;
    }
}
