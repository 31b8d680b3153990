using DonatelloAI.Contracts.Budgets;

namespace DonatelloAI.Grains.Budgets;

/// <summary>Answers that need no ledger.</summary>
internal static class Replies
{
    public static readonly BudgetUnavailable OutcomeUnknown = new()
    {
        Outage = BudgetOutage.OutcomeUnknown,
        Message = "The connection to the database broke while the change was being written. Repeat the same request: it is applied once.",
    };

    public static readonly BudgetUnavailable StorageUnavailable = new()
    {
        Outage = BudgetOutage.StorageUnavailable,
        Message = "The database could not take the change; nothing was written. Repeat the same request later.",
    };

    public static readonly BudgetUnavailable Stopping = new()
    {
        Outage = BudgetOutage.StorageUnavailable,
        Message = "The department is moving to another server; nothing was written. Repeat the same request.",
    };

    public static readonly BudgetUnavailable Overloaded = new()
    {
        Outage = BudgetOutage.Overloaded,
        Message = "Too many changes of this department are waiting; nothing was tried. Repeat the same request later.",
    };

    public static readonly BudgetRefused DepartmentUnknown = Refuse(BudgetRefusal.DepartmentUnknown, "There is no such department, or it has no budget.");

    public static readonly BudgetRefused IdInUse =
        Refuse(BudgetRefusal.IdInUse, "The id belongs to other work: repeat a request unchanged, or make new ids.");

    public static readonly BudgetRefused GenerationChanged =
        Refuse(BudgetRefusal.GenerationChanged, "The generation was written by somebody else since: read it again.");

    public static BudgetRefused PeriodUnknown(DateOnly start) =>
        Refuse(BudgetRefusal.PeriodUnknown, $"The department has no period that begins on {start:O}.");

    public static BudgetRefused HoldUnknown(Guid holdId) => Refuse(BudgetRefusal.HoldUnknown, $"The department has no hold {holdId}.");

    public static BudgetRefused HoldMismatch(string message) => Refuse(BudgetRefusal.HoldMismatch, message);

    public static BudgetRefused RowRefused(string rule) => Refuse(BudgetRefusal.RowRefused, $"The database refused a row: {rule}");

    private static BudgetRefused Refuse(BudgetRefusal reason, string message) => new() { Reason = reason, Message = message };
}
