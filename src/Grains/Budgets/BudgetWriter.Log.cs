using Microsoft.Extensions.Logging;

namespace DonatelloAI.Grains.Budgets;

/// <content>What a writer logs.</content>
public sealed partial class BudgetWriter
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Department {DepartmentId}: the database is unavailable; its ledger will be loaded again.")]
    private partial void LogUnavailable(Exception exception, Guid departmentId);

    [LoggerMessage(Level = LogLevel.Error, Message = "Department {DepartmentId}: {Operations} operations failed on a broken assumption; its ledger will be loaded again.")]
    private partial void LogBroken(Exception exception, Guid departmentId, int operations);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Department {DepartmentId}: a commit was not taken: {Detail}")]
    private partial void LogNotCommitted(Guid departmentId, string detail);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Department {DepartmentId}: the outcome of a commit is lost: {Detail}")]
    private partial void LogOutcomeLost(Guid departmentId, string detail);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Department {DepartmentId}: the fence was lost {Times} times in a row; somebody else is writing.")]
    private partial void LogContended(Guid departmentId, int times);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Department {DepartmentId}: the queue was not empty after {Seconds} s.")]
    private partial void LogNotDrained(Guid departmentId, int seconds);
}
