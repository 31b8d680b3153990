using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Batches;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Grains.Budgets;

namespace DonatelloAI.Storage.Tests.Budgets;

/// <summary>A group commit that does everything which a ledger can do to a row.</summary>
internal static class SampleChanges
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);
    private static readonly Guid Id = Guid.CreateVersion7();

    public static LedgerChanges OfEveryKind()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Australia/Sydney");
        var period = new PeriodState { Period = BudgetPeriod.Containing(Now, zone), Budget = Money.FromAud(1), Mode = EnforcementMode.Hard, OpenedAt = Now };
        var changes = new LedgerChanges { ExpectedVersion = 1, Head = Head(period, zone), Current = period };
        AddLedger(changes, period);
        AddWork(changes);
        return changes;
    }

    private static void AddLedger(LedgerChanges changes, PeriodState period)
    {
        var limit = new LimitState { SubjectId = Id, Subject = LimitSubject.User, Amount = Money.FromAud(1), PeriodStart = period.Period.Start };
        changes.PeriodsOpened.Add(period);
        changes.PeriodsChanged.Add(period);
        changes.LimitsOpened.Add(limit);
        changes.LimitsChanged.Add(limit);
        changes.LimitsRemoved.Add(Id);
        changes.HoldsOpened.Add(NewHold());
        changes.HoldsChanged.Add(NewHold());
        changes.Entries.Add(new LedgerEntry
        {
            Sequence = 2,
            PeriodStart = period.Period.Start,
            Kind = EntryKind.Reserve,
            Amount = Money.Zero,
            SpentAfter = Money.Zero,
            HeldAfter = Money.Zero,
            BudgetAfter = Money.Zero,
            Mode = EnforcementMode.Hard,
            CreatedAt = Now,
        });
    }

    private static void AddWork(LedgerChanges changes)
    {
        var end = new GenerationEnd { Outcome = GenerationOutcome.Completed, ExpectedVersion = 0, ImageUrl = "images/a.png" };
        changes.Batches.Add(new AcceptedBatch(new BatchDraft { Id = Id, ItemCount = 1 }, Id, null, Now));
        changes.Generations.Add(new AcceptedGeneration(new BudgetLine(Id, 1).ToLine().Generation!, Id, null, Now));
        changes.Ends.Add(new EndedGeneration(Id, end, Money.Zero, Now));
        changes.Ends.Add(new EndedGeneration(Id, end with { ModelParametersEncrypted = "s1.1.a" }, Money.Zero, Now));
        changes.GenerationCosts.Add(Id, Money.FromAud(1));
        changes.Costs.Add(new CostRecord(NewHold(), 1, "local", CostSource.PriceList));
        changes.AttemptsSettled.Add(new SettledAttempt(Id, 1, "req-1", "{}", Now));
        changes.AttemptsSettled.Add(new SettledAttempt(Id, 2, null, null, Now));
        changes.AttemptsReleased.Add(new ReleasedAttempt(Id, Id, Now));
        changes.Events.Add(new LedgerEvent(Id, "generation", Id, 0, "generation.accepted", null, "{}", TraceParent: null, Now));
    }

    private static LedgerHead Head(PeriodState period, TimeZoneInfo zone) => new()
    {
        DepartmentId = Id,
        OrganizationId = Id,
        IsActive = true,
        Version = 2,
        Sequence = 2,
        LastEntryAt = Now,
        MonthlyBudget = Money.FromAud(1),
        Mode = EnforcementMode.Hard,
        Thresholds = [50],
        PeriodStart = period.Period.Start,
        NextZone = zone,
    };

    private static Hold NewHold() => new()
    {
        Id = Id,
        PeriodStart = new DateOnly(2026, 11, 1),
        GenerationId = Id,
        AttemptNo = 1,
        UserId = Id,
        Amount = Money.FromAud(1),
        Remaining = Money.Zero,
        FxRate = 1,
        PriceVersion = 1,
        State = HoldState.Settled,
        CreatedAt = Now,
        ClosedAt = Now,
        ExpiresAt = Now,
    };
}
