using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;

namespace DonatelloAI.Grains.Budgets;

/// <summary>What ledgers have written, for readers; every method throws <see cref="StorageUnavailableException"/> when the database cannot be read.</summary>
public interface IBudgetReadStore
{
    /// <summary>The organisation of a department; null when there is no such department.</summary>
    Task<Guid?> OrganizationOf(Guid departmentId);

    /// <summary>Whether an id is a person or an API key of an organisation; null when it is neither.</summary>
    Task<LimitSubject?> SubjectKind(Guid organizationId, Guid subjectId);

    /// <summary>Entries below a number, newest first.</summary>
    Task<IReadOnlyList<BudgetEntryView>> Entries(Guid departmentId, BudgetEntryFilter filter);

    /// <summary>The entry of an administrator's change; null when there is none.</summary>
    Task<BudgetEntryView?> EntryOf(Guid departmentId, Guid operationId);

    /// <summary>Open holds above an id, in the order of their ids as the database sorts them.</summary>
    Task<IReadOnlyList<OpenHoldView>> OpenHolds(Guid departmentId, int limit, Guid? after);

    /// <summary>The sums of a month; null when the department did not have it.</summary>
    Task<PeriodView?> Period(Guid departmentId, DateOnly start);
}
