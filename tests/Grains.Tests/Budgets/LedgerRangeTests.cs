using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;

namespace DonatelloAI.Grains.Tests.Budgets;

/// <summary>Amounts and sums at the ends of their range.</summary>
public sealed class LedgerRangeTests
{
    private static readonly Money TooMuch = Money.FromMicros(Money.MaxAmountMicros + 1);
    private static readonly Money Negative = Money.FromMicros(-1);

    /// <summary>No sum goes above nine million million AUD.</summary>
    private static readonly Money MaxSum = Money.FromAud(9_000_000_000_000);

    public static TheoryData<string, BudgetOperation> OutOfRange { get; } = new()
    {
        { "Reserve of zero", Priced(Money.Zero) },
        { "Reserve below zero", Priced(Negative) },
        { "Reserve above the range", Priced(TooMuch) },
        { "TopUp of zero", Work.TopUp(1, 2, 0) },
        { "TopUp below zero", Work.TopUp(1, 2, 1) with { Ceiling = new PricedAmount(Negative) } },
        { "TopUp above the range", Work.TopUp(1, 2, 1) with { Ceiling = new PricedAmount(TooMuch) } },
        { "Draw of zero", Work.Draw(1, 1, 1) with { Item = Work.Line(1, 1, batch: 1) with { Ceiling = new PricedAmount(Money.Zero) } } },
        { "Draw above the range", Work.Draw(1, 1, 1) with { Item = Work.Line(1, 1, batch: 1) with { Ceiling = new PricedAmount(TooMuch) } } },
        { "Settle below zero", Work.Settle(1, 1) with { ProviderCost = Negative } },
        { "Settle above the range", Work.Settle(1, 1) with { ProviderCost = TooMuch } },
        { "SetBudget below zero", Work.SetBudget(1, 1) with { MonthlyBudget = Negative } },
        { "SetBudget above the range", Work.SetBudget(1, 1) with { MonthlyBudget = TooMuch } },
        { "SetLimit below zero", Work.LimitUser(1, 1, 1) with { Amount = Negative } },
        { "SetLimit above the range", Work.LimitUser(1, 1, 1) with { Amount = TooMuch } },
        { "Adjust of zero", Work.Adjust(1, 0) },
        { "Adjust above the range", Work.Adjust(1, 1) with { Amount = TooMuch } },
        { "Adjust far below zero", Work.Adjust(1, 1) with { Amount = -TooMuch } },
        { "Adjust by the least number there is", Work.Adjust(1, 1) with { Amount = Money.FromMicros(long.MinValue) } },
    };

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public async Task Amount_OutOfRange_IsRefused(string amount, BudgetOperation operation)
    {
        var refused = await new Desk().Refuse(BudgetRefusal.AmountOutOfRange, operation);

        Assert.True(refused.Message.Contains("AUD", StringComparison.Ordinal), amount);
    }

    [Fact]
    public async Task NewWork_ThatTakesASumOutOfRange_IsRefusedInEveryMode()
    {
        var desk = new Desk(mode: EnforcementMode.Soft);
        desk.Spend(MaxSum - Money.FromAud(10));

        await desk.Refuse(BudgetRefusal.AmountOutOfRange, Work.Reserve(1, 10.000001m));
        Assert.IsType<BudgetAccepted>(await desk.Ask(Work.Reserve(1, 6)));
        await desk.Refuse(BudgetRefusal.AmountOutOfRange, Work.TopUp(1, 2, 4.000001m));
        await desk.Refuse(BudgetRefusal.AmountOutOfRange, Work.Adjust(1, 4.000001m));
        await desk.Refuse(BudgetRefusal.AmountOutOfRange, Work.Settle(1, 10.000001m));

        Assert.IsType<BudgetAccepted>(await desk.Ask(Work.Adjust(2, 4)));
        Assert.Equal(MaxSum, desk.Current.Committed);
    }

    [Fact]
    public async Task Settle_WithinItsHoldAtTheEndOfTheRange_IsAccepted()
    {
        var desk = new Desk(mode: EnforcementMode.Soft);
        desk.Spend(MaxSum - Money.FromAud(10));
        Assert.IsType<BudgetAccepted>(await desk.Ask(Work.Reserve(1, 10)));

        var reply = await desk.Ask(Work.Settle(1, 10));

        Assert.IsType<BudgetAccepted>(reply);
        Assert.Equal((MaxSum, Money.Zero), (desk.Current.Spent, desk.Current.Held));
    }

    private static Reserve Priced(Money amount) => Work.Reserve([Work.Line(1, 1) with { Ceiling = new PricedAmount(amount) }], Work.User(1));
}
