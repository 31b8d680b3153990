using DonatelloAI.Contracts.Budgets;

namespace DonatelloAI.Grains.Generations;

/// <summary>Calls to a ledger whose transport may fail: what happened then is not known, and repeating is safe.</summary>
internal static class BudgetCalls
{
    public static async Task<BudgetReply> Safely(Func<Task<BudgetReply>> call)
    {
        try
        {
            return await call();
        }
        catch (TimeoutException late)
        {
            return Unknown(late);
        }
        catch (OrleansException rejected)
        {
            return Unknown(rejected);
        }
    }

    private static BudgetUnavailable Unknown(Exception why) =>
        new() { Outage = BudgetOutage.OutcomeUnknown, Message = $"The department's ledger did not answer: {why.GetType().Name}." };
}
