using DonatelloAI.Contracts.Limits;
using DonatelloAI.Grains.Budgets;

namespace DonatelloAI.Grains.Limits;

/// <summary>Where refused credentials and requests are written down.</summary>
public interface IFailureStore
{
    /// <summary>
    /// Writes an event for each count of a report, all or none; <see cref="CommitResult.KeyExists"/> when they are there already. Never throws for
    /// what a database does.
    /// </summary>
    Task<CommitOutcome> Add(FailureReport report);
}
