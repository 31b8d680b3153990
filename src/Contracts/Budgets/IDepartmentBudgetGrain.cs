using Orleans.Concurrency;

namespace DonatelloAI.Contracts.Budgets;

/// <summary>
/// The one writer of a department's ledger; its key is the department's id. Every answer other than
/// <see cref="BudgetUnavailable"/> is durable before it is given, and every operation may be repeated.
/// </summary>
[Alias("donatello.IDepartmentBudgetGrain")]
public interface IDepartmentBudgetGrain : IGrainWithGuidKey
{
    /// <summary>Holds money for new work and inserts that work, all lines or none.</summary>
    [Alias("Reserve")]
    Task<BudgetReply> Reserve(Reserve request);

    /// <summary>Holds money for a further attempt of a generation.</summary>
    [Alias("TopUp")]
    Task<BudgetReply> TopUp(TopUp request);

    /// <summary>Moves money from a batch's hold to one item and inserts that item.</summary>
    [Alias("Draw")]
    Task<BudgetReply> Draw(Draw request);

    /// <summary>Closes a hold with what the attempt cost.</summary>
    [Alias("Settle")]
    Task<BudgetReply> Settle(Settle request);

    /// <summary>Closes a hold without a charge.</summary>
    [Alias("Release")]
    Task<BudgetReply> Release(Release request);

    /// <summary>Changes budget, mode or thresholds.</summary>
    [Alias("SetBudget")]
    Task<BudgetReply> SetBudget(SetBudget request);

    /// <summary>Sets or removes a limit of a person or key.</summary>
    [Alias("SetLimit")]
    Task<BudgetReply> SetLimit(SetLimit request);

    /// <summary>Corrects what is spent.</summary>
    [Alias("Adjust")]
    Task<BudgetReply> Adjust(Adjust request);

    /// <summary>The committed budget of the current period; null when the department has none.</summary>
    [Alias("Read"), AlwaysInterleave]
    Task<BudgetView?> Read();

    /// <summary>Recomputes every sum from rows, all of them, so it may take minutes; null when the department has no budget.</summary>
    [Alias("Verify"), AlwaysInterleave, ResponseTimeout("00:10:00")]
    Task<VerifyReport?> Verify();
}
