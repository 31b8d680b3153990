using System.Globalization;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Grains.Budgets;
using Microsoft.Extensions.Logging.Abstractions;

namespace DonatelloAI.Grains.Tests.Budgets;

/// <summary>A department's writer on rows in memory, on 15 June 2026 unless told otherwise, with short ways to ask it.</summary>
internal sealed class Desk
{
    public static readonly Guid Department = new("dddddddd-0000-0000-0000-000000000002");

    private static readonly BudgetInstruments Instruments = new();

    private readonly BudgetOptions _options;

    public Desk(decimal budget = 100, EnforcementMode mode = EnforcementMode.Hard, string at = "2026-06-15T00:00Z", BudgetOptions? options = null)
    {
        _options = options ?? new BudgetOptions();
        Clock = new ManualClock(At(at));
        Store = new MemoryBudgetStore(Department, Money.FromAud(budget), mode, Clock.Now, TimeZoneInfo.Utc);
        Writer = NewWriter();
    }

    public ManualClock Clock { get; }

    public MemoryBudgetStore Store { get; }

    public BudgetWriter Writer { get; private set; }

    public PeriodState Current => Store.Periods[Store.Head.PeriodStart];

    /// <summary>Spent and held of the current period, in AUD.</summary>
    public (decimal Spent, decimal Held) Sums => (Current.Spent.Aud, Current.Held.Aud);

    public static DateTimeOffset At(string instant) => DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture);

    public BudgetWriter NewWriter(Guid? department = null) =>
        new(department ?? Department, Store, Clock, _options, Instruments, NullLogger<BudgetWriter>.Instance);

    /// <summary>Goes on with a writer that knows only what is in the rows.</summary>
    public void Reload() => Writer = NewWriter();

    public Task<BudgetReply> Ask(BudgetOperation operation) => Writer.Submit(operation);

    public Task<BudgetReply[]> AskAll(params IEnumerable<BudgetOperation> operations) => Task.WhenAll(operations.Select(Writer.Submit));

    /// <summary>Asks for what must be accepted and written now.</summary>
    public async Task<BudgetAccepted> Accept(BudgetOperation operation)
    {
        var accepted = Assert.IsType<BudgetAccepted>(await Ask(operation));
        Assert.False(accepted.Replayed);
        AssertClean();
        return accepted;
    }

    /// <summary>Asks for what was written before; nothing is written now.</summary>
    public async Task<BudgetAccepted> Replay(BudgetOperation operation)
    {
        var entries = Store.Entries.Count;
        var accepted = Assert.IsType<BudgetAccepted>(await Ask(operation));
        Assert.Equal((true, entries), (accepted.Replayed, Store.Entries.Count));
        return accepted;
    }

    /// <summary>Asks for what must be refused; nothing is written.</summary>
    public async Task<BudgetRefused> Refuse(BudgetRefusal reason, BudgetOperation operation)
    {
        var before = (Store.Entries.Count, Store.Events.Count, Store.Head);
        var refused = Assert.IsType<BudgetRefused>(await Ask(operation));
        Assert.Equal((reason, before), (refused.Reason, (Store.Entries.Count, Store.Events.Count, Store.Head)));
        Assert.NotEmpty(refused.Message);
        return refused;
    }

    /// <summary>Makes the current period's sums as large as no history here could.</summary>
    public void Spend(Money spent)
    {
        Store.Periods[Store.Head.PeriodStart] = Current with { Spent = spent };
        Reload();
    }

    public IEnumerable<LedgerEvent> Events(string type) => Store.Events.Where(happened => happened.EventType == type);

    public void AssertClean() => Assert.Null(Store.Verify().FirstDifference);
}
