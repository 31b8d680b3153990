using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Generations;

namespace DonatelloAI.Grains.Tests.Budgets;

/// <summary>Fields other than amounts.</summary>
public sealed class LedgerRequestTests
{
    private static readonly string LongReason = new('x', 256);

    public static TheoryData<string, BudgetOperation> Invalid { get; } = new()
    {
        { "lines", Work.Reserve([], Work.User(1)) },
        { "lines", Work.Reserve([.. Enumerable.Range(1, 11).Select(generation => Work.Line(generation, 1))], Work.User(1)) },
        { "lines", Work.Reserve([Work.Line(1, 1), Work.Line(1, 1)], Work.User(1)) },
        { "user_id", Work.Reserve([Work.Line(1, 1)], Guid.Empty) },
        { "hold_id", Work.Reserve([Work.Line(1, 1) with { HoldId = Work.GenerationId(9) }], Work.User(1)) },
        { "generation or a batch", Work.Reserve([Work.Line(1, 1) with { Batch = Work.ReserveBatch(1, 1).Lines[0].Batch }], Work.User(1)) },
        { "generation or a batch", Work.Reserve([Work.Line(1, 1) with { Generation = null }], Work.User(1)) },
        { "fx_rate", Work.Reserve([Work.Line(1, 1) with { Ceiling = new PricedAmount(Work.Aud(1), 0) }], Work.User(1)) },
        { "price_version", Work.Reserve([Work.Line(1, 1) with { Ceiling = new PricedAmount(Work.Aud(1), 1, -1) }], Work.User(1)) },
        { "attempt_no", Work.TopUp(1, 1, 1) },
        { "attempt_no", Work.TopUp(1, 101, 1) },
        { "item", Work.Draw(1, 1, 1) with { Item = Work.Line(1, 1) } },
        { "attempt_no", Work.Settle(1, 1, attempt: 0) },
        { "source", Work.Settle(1, 1) with { Source = (CostSource)9 } },
        { "image_url", Work.Settle(1, 1) with { End = new GenerationEnd { Outcome = GenerationOutcome.Completed, ExpectedVersion = 0 } } },
        { "completed, failed or cancelled", Work.Settle(1, 1) with { End = new GenerationEnd { Outcome = (GenerationOutcome)9, ExpectedVersion = 0 } } },
        { "reason", Work.Release(1) with { Reason = " " } },
        { "reason", Work.Release(1) with { Reason = LongReason } },
        { "generation_id", Work.Release(1) with { GenerationId = null } },
        { "monthly_budget_aud", Work.SetBudget(1) },
        { "enforcement_mode", Work.SetBudget(1, mode: (EnforcementMode)9) },
        { "thresholds", Work.SetBudget(1, thresholds: [50, 50]) },
        { "thresholds", Work.SetBudget(1, thresholds: [0]) },
        { "thresholds", Work.SetBudget(1, thresholds: [1001]) },
        { "thresholds", Work.SetBudget(1, thresholds: [.. Enumerable.Range(1, 11)]) },
        { "operation_id", Work.SetBudget(1, 1) with { OperationId = Guid.Empty } },
        { "actor_id", Work.SetBudget(1, 1) with { ActorId = Guid.Empty } },
        { "reason", Work.SetBudget(1, 1) with { Reason = LongReason } },
        { "person or key", Work.LimitUser(1, 1, 1) with { SubjectId = Guid.Empty } },
        { "user or an API key", Work.LimitUser(1, 1, 1) with { Subject = (LimitSubject)9 } },
        { "reason", Work.Adjust(1, 1) with { Reason = null } },
        { "period", Work.Adjust(1, 1, new DateOnly(2026, 6, 2)) },
    };

    [Theory]
    [MemberData(nameof(Invalid))]
    public async Task Field_ThatIsNotValid_IsRefusedByName(string field, BudgetOperation operation)
    {
        var refused = await new Desk().Refuse(BudgetRefusal.InvalidRequest, operation);

        Assert.Contains(field, refused.Message, StringComparison.Ordinal);
    }
}
