using DonatelloAI.Contracts.Generations;
using DonatelloAI.Contracts.Users;
using Orleans.Concurrency;

namespace DonatelloAI.Grains.Generations;

/// <summary>Reads attempts for the operator's desk; keeps nothing.</summary>
[StatelessWorker]
public sealed class AttemptReadGrain(GenerationServices services) : Grain, IAttemptReadGrain
{
    /// <inheritdoc/>
    public async Task<AttemptView?> Find(Caller caller, Guid id) =>
        caller.IsSuperAdmin ? (await services.Store.FindAttempt(id))?.ToView(services.Options.AssumeAfter) : null;

    /// <inheritdoc/>
    public async Task<AttemptPage> List(Caller caller, AttemptFilter filter)
    {
        if (!caller.IsSuperAdmin)
        {
            return new AttemptPage([], null);
        }

        var limit = Math.Clamp(filter.Limit, 1, AttemptFilter.MaxLimit);
        var attempts = await services.Store.Attempts(filter with { Limit = limit + 1 });
        var views = attempts.Take(limit).Select(attempt => attempt.ToView(services.Options.AssumeAfter)).ToList();
        return new AttemptPage(views, attempts.Count > limit ? new AttemptCursor(views[^1].StartedAt, views[^1].Id) : null);
    }
}
