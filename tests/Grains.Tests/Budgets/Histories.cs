using CsCheck;
using DonatelloAI.Contracts.Budgets;

namespace DonatelloAI.Grains.Tests.Budgets;

/// <summary>One step of a random history.</summary>
internal abstract record Step;

/// <summary>Operations that are submitted together and answered before the next step.</summary>
internal sealed record Burst(IReadOnlyList<BudgetOperation> Operations) : Step
{
    public override string ToString() => $"Burst[{string.Join("; ", Operations.Select(Describe))}]";

    private static string Describe(BudgetOperation operation) => operation switch
    {
        Reserve r => $"Reserve({string.Join("+", r.Lines.Select(l => $"{(l.Batch is null ? "g" : "b")}{Number(l.Generation?.Id ?? l.Batch!.Id)}:{l.Ceiling.Amount}"))} u{Number(r.UserId)} k{(r.ApiKeyId is { } k ? Number(k) : "-")})",
        TopUp t => $"{(t.ReplacesFirst ? "Replace" : "TopUp")}(g{Number(t.GenerationId)}#{t.AttemptNo}:{t.Ceiling.Amount})",
        Draw d => $"Draw(b{Number(d.Item.Generation!.BatchId!.Value)}>g{Number(d.Item.Generation.Id)}:{d.Item.Ceiling.Amount})",
        Settle s => $"Settle(g{Number(s.GenerationId)} hold {s.HoldId.ToString()[..4]} #{s.AttemptNo}:{s.ProviderCost}{(s.End is null ? "" : " end")})",
        Release r => $"Release({r.HoldId.ToString()[..4]}{(r.End is null ? "" : " end")})",
        SetBudget s => $"SetBudget({Number(s.OperationId)}:{s.MonthlyBudget} {s.Mode})",
        SetLimit s => $"SetLimit({Number(s.OperationId)}:{s.Subject} {Number(s.SubjectId)} {s.Amount})",
        Adjust a => $"Adjust({Number(a.OperationId)}:{a.Amount} {a.PeriodStart})",
        _ => operation.ToString(),
    };

    private static string Number(Guid id) => id.ToString()[^3..].TrimStart('0');
}

/// <summary>The clock moves, perhaps back.</summary>
internal sealed record Advance(TimeSpan By) : Step;

/// <summary>The organisation changes its time zone.</summary>
internal sealed record ChangeZone(string Zone) : Step;

/// <summary>The department is deactivated or activated.</summary>
internal sealed record SetActive(bool IsActive) : Step;

/// <summary>The next calls of the store go wrong.</summary>
internal sealed record Break(IReadOnlyList<Fault> Faults) : Step;

/// <summary>Where a history begins.</summary>
internal sealed record Start(decimal Budget, EnforcementMode Mode, DateTimeOffset At, string Zone);

/// <summary>Random histories of one department: few ids and amounts, so that duplicates, conflicts and full budgets are common.</summary>
internal static class Histories
{
    /// <summary>Zones on both sides of the date line, with daylight saving at midnight, at odd offsets, and none.</summary>
    public static readonly string[] Zones =
    [
        "Australia/Sydney", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/Los_Angeles", "America/Havana", "Africa/Cairo",
        "Asia/Beirut", "America/Santiago", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia", "UTC",
    ];

    private const int Generations = 12;
    private const int Batches = 3;
    private const int Users = 3;
    private const int Keys = 2;

    private static readonly Gen<decimal> Amount = Gen.OneOf(0.000001m, 0.05m, 0.333333m, 1m, 2.5m, 3m, 7.999999m, 10m, 25m);
    private static readonly Gen<int> Generation = Gen.Int[1, Generations];
    private static readonly Gen<int> Batch = Gen.Int[1, Batches];
    private static readonly Gen<int?> Key = Gen.Int[0, Keys].Select(key => key == 0 ? (int?)null : key);
    private static readonly Gen<int> OperationNumber = Gen.Int[1, 60];

    private static readonly Gen<BudgetOperation> AnyReserve =
        Gen.Select(Generation.HashSet[1, 3], Amount, Gen.Int[0, Users], Key, (generations, amount, user, key) => (BudgetOperation)Work.Reserve(
            [.. generations.Order().Select(generation => Work.Line(generation, amount))],
            user == 0 ? MemoryBudgetStore.UnknownUser : Work.User(user),
            key is { } k ? Work.Key(k) : null));

    private static readonly Gen<BudgetOperation> AnyBatch =
        Gen.Select(Batch, Amount, Gen.Int[1, Users], Key, (batch, amount, user, key) => (BudgetOperation)Work.ReserveBatch(batch, amount * 3, user, key));

    private static readonly Gen<BudgetOperation> AnyTopUp =
        Gen.Select(Generation, Gen.Int[2, 3], Amount, Gen.Bool, (generation, attempt, amount, replaces) =>
            (BudgetOperation)(Work.TopUp(generation, attempt, amount) with { ReplacesFirst = replaces }));

    /// <summary>Items of a batch have numbers of their own: a generation belongs to one batch or to none.</summary>
    private static readonly Gen<BudgetOperation> AnyDraw =
        Gen.Select(Batch, Gen.Int[0, 4], Amount, (batch, item, amount) => (BudgetOperation)Work.Draw(batch, ItemOf(batch, item), amount));

    private static readonly Gen<int> GenerationOrItem =
        Gen.Frequency((3, Generation), (1, Gen.Select(Batch, Gen.Int[0, 4], ItemOf)));

    private static readonly Gen<BudgetOperation> AnySettle =
        Gen.Select(GenerationOrItem, Gen.Frequency((4, Gen.Const(0m)), (12, Amount)), Gen.Int[1, 3], Gen.Int[1, 3], Gen.Bool, (generation, cost, hold, attempt, ends) =>
            (BudgetOperation)Work.Settle(generation, cost, hold, attempt, ends));

    private static readonly Gen<BudgetOperation> AnyRelease =
        Gen.Select(GenerationOrItem, Gen.Int[1, 3], Gen.Bool, (generation, hold, ends) => (BudgetOperation)Work.Release(generation, hold, ends));

    private static readonly Gen<BudgetOperation> AnyBatchRelease = Batch.Select(batch => (BudgetOperation)Work.ReleaseBatch(batch));

    private static readonly Gen<BudgetOperation> AnySetBudget =
        Gen.Select(OperationNumber, Gen.OneOf<decimal?>(null, 0m, 5m, 20m, 50m), Gen.OneOf<EnforcementMode?>(null, EnforcementMode.Hard, EnforcementMode.Soft, EnforcementMode.Warn), (operation, amount, mode) =>
            (BudgetOperation)Work.SetBudget(operation, amount ?? (mode is null ? 30m : null), mode));

    private static readonly Gen<BudgetOperation> AnySetLimit =
        Gen.Select(OperationNumber, Gen.Bool, Gen.Int[1, 2], Gen.OneOf<decimal?>(null, 0m, 3m, 12m), (operation, isUser, subject, amount) =>
            (BudgetOperation)(isUser ? Work.LimitUser(operation, subject, amount) : Work.LimitKey(operation, subject, amount)));

    private static readonly Gen<BudgetOperation> AnyAdjust =
        Gen.Select(OperationNumber, Gen.OneOf(-7m, -0.000001m, 1m, 4.5m), Gen.Int[-3, 3], (operation, amount, month) =>
            (BudgetOperation)Work.Adjust(operation, amount, month == 0 ? null : new DateOnly(2026, 6, 1).AddMonths(month)));

    private static readonly Gen<BudgetOperation> AnyOperation = Gen.Frequency(
        (10, AnyReserve), (2, AnyBatch), (3, AnyTopUp), (3, AnyDraw), (9, AnySettle), (4, AnyRelease),
        (1, AnyBatchRelease), (1, AnySetBudget), (1, AnySetLimit), (1, AnyAdjust));

    private static readonly Gen<Step> AnyBurst = AnyOperation.List[1, 8].Select(operations => (Step)new Burst(operations));

    private static readonly Gen<Step> AnyAdvance = Gen.OneOf<Step>(
        new Advance(TimeSpan.FromSeconds(1)),
        new Advance(TimeSpan.FromMinutes(37)),
        new Advance(TimeSpan.FromHours(11)),
        new Advance(TimeSpan.FromDays(1)),
        new Advance(TimeSpan.FromDays(17)),
        new Advance(TimeSpan.FromDays(70)),
        new Advance(TimeSpan.FromHours(-5)),
        new Advance(TimeSpan.FromDays(-40)));

    private static readonly Gen<Step> AnyZone = Gen.OneOf(Zones).Select(zone => (Step)new ChangeZone(zone));

    private static readonly Gen<Step> AnyActive = Gen.Bool.Select(active => (Step)new SetActive(active));

    private static readonly Gen<Step> AnyBreak =
        Gen.OneOf(Fault.LostAfterCommit, Fault.LostBeforeCommit, Fault.Unavailable, Fault.FenceRaised, Fault.ReadFails, Fault.None)
            .List[1, 4].Select(faults => (Step)new Break(faults));

    /// <summary>A start near the end of a month, where rollovers are.</summary>
    public static readonly Gen<Start> AnyStart = Gen.Select(
        Gen.OneOf(0m, 5m, 20m, 50m),
        Gen.Frequency((4, Gen.Const(EnforcementMode.Hard)), (1, Gen.Const(EnforcementMode.Soft)), (1, Gen.Const(EnforcementMode.Warn))),
        Gen.OneOf("2026-05-31T10:59:59Z", "2026-03-31T23:30:00Z", "2026-06-15T00:00:00Z", "2026-10-31T12:00:00Z", "2026-02-28T11:00:00Z"),
        Gen.OneOf(Zones),
        (budget, mode, at, zone) => new Start(budget, mode, DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture), zone));

    /// <summary>Histories without faults.</summary>
    public static readonly Gen<(Start Start, List<Step> Steps)> Calm =
        Gen.Select(AnyStart, Gen.Frequency((10, AnyBurst), (4, AnyAdvance), (1, AnyZone), (1, AnyActive)).List[1, 14]);

    /// <summary>Histories with faults.</summary>
    public static readonly Gen<(Start Start, List<Step> Steps)> Stormy =
        Gen.Select(AnyStart, Gen.Frequency((10, AnyBurst), (3, AnyAdvance), (1, AnyZone), (1, AnyActive), (5, AnyBreak)).List[1, 14]);

    /// <summary>How many histories to run: <c>DONATELLO_HISTORIES</c>, or 20,000.</summary>
    public static long Count => long.TryParse(Environment.GetEnvironmentVariable("DONATELLO_HISTORIES"), System.Globalization.CultureInfo.InvariantCulture, out var count) ? count : 20_000;

    public static int ItemOf(int batch, int item) => 1_000 + (batch * 10) + item;
}
