using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;

namespace DonatelloAI.Grains.Budgets;

/// <summary>
/// Where ledgers are kept. A commit is one transaction that compares and raises the department's version; nothing of it is
/// visible unless all of it is.
/// </summary>
public interface IBudgetStore
{
    /// <summary>Reads what a ledger needs; null when there is no such department or it has no budget.</summary>
    Task<LedgerSnapshot?> Load(Guid departmentId);

    /// <summary>Reads the version of the department's row; null when there is none.</summary>
    Task<long?> ReadVersion(Guid departmentId);

    /// <summary>Writes one group commit. Never throws for what a database does; the outcome says it.</summary>
    Task<CommitOutcome> Commit(LedgerChanges changes);

    /// <summary>Reads holds of any state; those of other departments are left out.</summary>
    Task<IReadOnlyList<Hold>> FindHolds(Guid departmentId, IReadOnlyList<Guid> holdIds);

    /// <summary>Reads the sums of a period; null when the department never had it.</summary>
    Task<PeriodState?> FindPeriod(Guid departmentId, DateOnly periodStart);

    /// <summary>Sums what a person or key was charged in a period.</summary>
    Task<Money> SpentBy(Guid departmentId, UsageNeed usage);

    /// <summary>True when an administrator's change was applied to this department before.</summary>
    Task<bool> WasApplied(Guid departmentId, Guid operationId);

    /// <summary>Recomputes every sum from rows, in one consistent view; null when the department has no budget.</summary>
    Task<VerifyReport?> Verify(Guid departmentId);
}

/// <summary>What became of a commit.</summary>
/// <param name="Result">The kind of outcome.</param>
/// <param name="Detail">For <see cref="CommitResult.RowRefused"/> the rule, else what the database said; no secrets.</param>
public readonly record struct CommitOutcome(CommitResult Result, string Detail = "")
{
    /// <summary>All of it is durable.</summary>
    public static CommitOutcome Committed => new(CommitResult.Committed);
}

/// <summary>The kinds of outcome that a commit can have.</summary>
public enum CommitResult
{
    /// <summary>All of it is durable.</summary>
    Committed,

    /// <summary>Somebody else has raised the department's version; nothing was written.</summary>
    FenceLost,

    /// <summary>A row broke a rule of the database; nothing was written.</summary>
    RowRefused,

    /// <summary>A row's key exists already; nothing was written.</summary>
    KeyExists,

    /// <summary>A generation to end no longer has the expected version; nothing was written.</summary>
    GenerationChanged,

    /// <summary>The database could not take it; nothing was written.</summary>
    Unavailable,

    /// <summary>Nobody knows whether it is durable.</summary>
    Unknown,
}
