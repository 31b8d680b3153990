using System.Text.Json;
using DonatelloAI.Api.Problems;
using DonatelloAI.Contracts.Budgets;

namespace DonatelloAI.Api.Budgets;

/// <summary>What a ledger's replies mean for whoever asked.</summary>
internal static class Ledgers
{
    /// <summary>Why a change did not happen; null when it did, now or before.</summary>
    /// <param name="reply">The ledger's answer.</param>
    /// <param name="department">The department.</param>
    /// <param name="change">What was asked.</param>
    /// <param name="grains">Leads to the entry of a change that was made before.</param>
    /// <param name="amountField">The field that holds the amount.</param>
    public static async Task<Problem?> Refusal(
        BudgetReply reply, Department department, BudgetChange change, IGrainFactory grains, string? amountField = null) => reply switch
        {
            BudgetAccepted { Replayed: false } => null,
            BudgetAccepted => await Department.Reader(grains).EntryOf(department.Id, change.OperationId) is { } entry && !IsOf(entry, change)
                ? KnownProblems.Of(StatusCodes.Status422UnprocessableEntity, "idempotency_key_reused", "The idempotency key was used with another body: use a new one.")
                : null,
            BudgetRefused refused => refused.ToProblem(refused.Reason == BudgetRefusal.InvalidRequest ? null : amountField),
            BudgetUnavailable unavailable => unavailable.ToProblem(),
            _ => throw new InvalidOperationException($"The ledger answered {reply.GetType().Name}."),
        };

    /// <summary>True when an entry is what a change asks for; a setting that the change leaves alone may be anything.</summary>
    private static bool IsOf(BudgetEntryView entry, BudgetChange change) => entry.Reason == change.Reason && change switch
    {
        SetBudget budget => entry.Kind == EntryKind.SetBudget
            && (budget.MonthlyBudget is null || budget.MonthlyBudget == entry.Amount)
            && (budget.Mode is null || budget.Mode == entry.Mode)
            && (budget.Thresholds is null || budget.Thresholds.SequenceEqual(ThresholdsOf(entry))),
        SetLimit limit => entry.Kind == EntryKind.SetLimit
            && entry.Amount == limit.Amount.GetValueOrDefault()
            && (entry.UserId ?? entry.ApiKeyId) == limit.SubjectId,
        Adjust adjust => entry.Kind == EntryKind.Adjust
            && entry.Amount == adjust.Amount
            && (adjust.PeriodStart is null || adjust.PeriodStart == entry.PeriodStart),
        _ => false,
    };

    private static IEnumerable<int> ThresholdsOf(BudgetEntryView entry) =>
        entry.DetailJson is { } json && JsonElement.Parse(json).TryGetProperty("thresholds", out var thresholds)
            ? thresholds.EnumerateArray().Select(percent => percent.GetInt32())
            : [];
}
