using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Grains.Budgets;

namespace DonatelloAI.Grains.Tests.Budgets;

/// <summary>What goes wrong with the next commit.</summary>
internal enum Fault
{
    None,
    LostAfterCommit,
    LostBeforeCommit,
    Unavailable,
    FenceRaised,
    ReadFails,
}

/// <summary>
/// One department's rows with the rules of a database: a fence, unique keys, references, transactions. Injects the faults of
/// a connection, and keeps every committed row for inspection.
/// </summary>
internal sealed class MemoryBudgetStore : IBudgetStore
{
    /// <summary>A person whom no row knows: inserting for them breaks a reference.</summary>
    public static readonly Guid UnknownUser = new("ffffffff-0000-0000-0000-000000000001");

    private readonly Lock _gate = new();

    public MemoryBudgetStore(Guid departmentId, Money budget, EnforcementMode mode, DateTimeOffset now, TimeZoneInfo zone)
    {
        var period = BudgetPeriod.Containing(now, zone);
        Head = new LedgerHead
        {
            DepartmentId = departmentId,
            OrganizationId = new Guid("0a000000-0000-0000-0000-000000000001"),
            IsActive = true,
            Version = 0,
            Sequence = 1,
            LastEntryAt = now,
            MonthlyBudget = budget,
            Mode = mode,
            Thresholds = [50, 80, 100],
            PeriodStart = period.Start,
            NextZone = zone,
        };
        Periods[period.Start] = new PeriodState { Period = period, Budget = budget, Mode = mode, OpenedAt = now };
        Entries.Add(new LedgerEntry
        {
            Sequence = 1,
            PeriodStart = period.Start,
            Kind = EntryKind.SetBudget,
            Amount = budget,
            SpentAfter = Money.Zero,
            HeldAfter = Money.Zero,
            BudgetAfter = budget,
            Mode = mode,
            CreatedAt = now,
        });
    }

    public LedgerHead Head { get; private set; }

    public List<LedgerEntry> Entries { get; } = [];

    public Dictionary<Guid, Hold> Holds { get; } = [];

    public SortedDictionary<DateOnly, PeriodState> Periods { get; } = [];

    public Dictionary<Guid, LimitState> Limits { get; } = [];

    public Dictionary<Guid, long> GenerationVersions { get; } = [];

    /// <summary>What each generation costs by its row.</summary>
    public Dictionary<Guid, Money> GenerationCosts { get; } = [];

    public HashSet<Guid> Batches { get; } = [];

    public List<CostRecord> Costs { get; } = [];

    public HashSet<Guid> Applied { get; } = [];

    public List<LedgerEvent> Events { get; } = [];

    public List<int> CommitSizes { get; } = [];

    /// <summary>The faults of the coming store calls, in order; none once used up.</summary>
    public Queue<Fault> Faults { get; } = [];

    /// <summary>Awaited by each commit before it does anything.</summary>
    public Func<Task> Gate { get; set; } = () => Task.CompletedTask;

    /// <summary>Changes what a ledger decides by from outside, as an organisation's grain does: the fence rises with it.</summary>
    public void Change(Func<LedgerHead, LedgerHead> change)
    {
        lock (_gate)
        {
            Head = change(Head) with { Version = Head.Version + 1 };
        }
    }

    public async Task<LedgerSnapshot?> Load(Guid departmentId)
    {
        await Task.Yield();
        FailReadIfAsked();
        lock (_gate)
        {
            if (departmentId != Head.DepartmentId)
            {
                return null;
            }

            var open = Holds.Values.Where(hold => hold.State == HoldState.Open).ToList();
            var starts = open.Select(hold => hold.PeriodStart).Append(Head.PeriodStart).ToHashSet();
            return new LedgerSnapshot
            {
                Head = Head,
                OpenHolds = open,
                Periods = [.. Periods.Values.Where(period => starts.Contains(period.Period.Start))],
                Limits = [.. Limits.Values.Select(limit => limit with { Held = Money.Zero })],
            };
        }
    }

    public Task<long?> ReadVersion(Guid departmentId)
    {
        FailReadIfAsked();
        lock (_gate)
        {
            return Task.FromResult<long?>(Head.Version);
        }
    }

    public async Task<CommitOutcome> Commit(LedgerChanges changes)
    {
        await Gate();
        await Task.Yield();
        lock (_gate)
        {
            var fault = Faults.TryDequeue(out var next) ? next : Fault.None;
            switch (fault)
            {
                case Fault.Unavailable or Fault.ReadFails:
                    return new CommitOutcome(CommitResult.Unavailable, "injected");
                case Fault.LostBeforeCommit:
                    return new CommitOutcome(CommitResult.Unknown, "injected");
                case Fault.FenceRaised:
                    Head = Head with { Version = Head.Version + 1 };
                    break;
            }

            var outcome = Write(changes);
            return outcome.Result == CommitResult.Committed && fault == Fault.LostAfterCommit
                ? new CommitOutcome(CommitResult.Unknown, "injected")
                : outcome;
        }
    }

    public async Task<IReadOnlyList<Hold>> FindHolds(Guid departmentId, IReadOnlyList<Guid> holdIds)
    {
        await Task.Yield();
        FailReadIfAsked();
        lock (_gate)
        {
            return [.. holdIds.Distinct().Where(Holds.ContainsKey).Select(id => Holds[id])];
        }
    }

    public Task<PeriodState?> FindPeriod(Guid departmentId, DateOnly periodStart)
    {
        lock (_gate)
        {
            return Task.FromResult(Periods.GetValueOrDefault(periodStart));
        }
    }

    public Task<Money> SpentBy(Guid departmentId, UsageNeed usage)
    {
        lock (_gate)
        {
            return Task.FromResult(Costs
                .Where(cost => cost.Hold.PeriodStart == usage.PeriodStart && cost.Hold.IsPaidBy(usage.SubjectId, usage.Subject))
                .Aggregate(Money.Zero, (sum, cost) => sum + cost.Hold.Charged));
        }
    }

    public Task<bool> WasApplied(Guid departmentId, Guid operationId)
    {
        lock (_gate)
        {
            return Task.FromResult(Applied.Contains(operationId));
        }
    }

    public Task<VerifyReport?> Verify(Guid departmentId) => Task.FromResult<VerifyReport?>(Verify());

    public VerifyReport Verify()
    {
        lock (_gate)
        {
            return new LedgerRows(this).Verify();
        }
    }

    private void FailReadIfAsked()
    {
        lock (_gate)
        {
            if (Faults.TryPeek(out var fault) && fault == Fault.ReadFails)
            {
                Faults.Dequeue();
                throw new StorageUnavailableException("injected");
            }
        }
    }

    private CommitOutcome Write(LedgerChanges changes)
    {
        if (changes.ExpectedVersion != Head.Version)
        {
            return new CommitOutcome(CommitResult.FenceLost);
        }

        if (Refuse(changes) is { } refused)
        {
            return refused;
        }

        Head = changes.Head;
        Entries.AddRange(changes.Entries);
        changes.HoldsOpened.ForEach(hold => Holds.Add(hold.Id, hold));
        changes.HoldsChanged.ForEach(hold => Holds[hold.Id] = hold);
        changes.PeriodsOpened.ForEach(period => Periods.Add(period.Period.Start, period));
        changes.PeriodsChanged.ForEach(period => Periods[period.Period.Start] = period);
        changes.LimitsOpened.ForEach(limit => Limits.Add(limit.SubjectId, limit));
        changes.LimitsChanged.ForEach(limit => Limits[limit.SubjectId] = limit);
        changes.LimitsRemoved.ForEach(subject => Limits.Remove(subject));
        changes.Generations.ForEach(generation => GenerationVersions.Add(generation.Draft.Id, 0));
        changes.Batches.ForEach(batch => Batches.Add(batch.Draft.Id));
        changes.Generations.ForEach(generation => GenerationCosts.Add(generation.Draft.Id, Money.Zero));
        changes.Ends.ForEach(end => GenerationVersions[end.GenerationId]++);
        changes.Ends.ForEach(end => GenerationCosts[end.GenerationId] += end.Cost);
        changes.GenerationCosts.ToList().ForEach(cost => GenerationCosts[cost.Key] += cost.Value);
        Costs.AddRange(changes.Costs);
        Applied.UnionWith(OperationsOf(changes));
        Events.AddRange(changes.Events);
        CommitSizes.Add(changes.Entries.Count);
        return CommitOutcome.Committed;
    }

    /// <summary>The rules that a real database holds: references, unique keys, expected versions.</summary>
    private CommitOutcome? Refuse(LedgerChanges changes)
    {
        if (changes.HoldsOpened.Exists(hold => hold.UserId == UnknownUser))
        {
            return new CommitOutcome(CommitResult.RowRefused, "fk_budget_holds_users");
        }

        var inserted = changes.Generations.Select(generation => generation.Draft.Id).ToList();
        if (changes.HoldsOpened.Exists(hold => Holds.ContainsKey(hold.Id))
            || inserted.Exists(GenerationVersions.ContainsKey) || inserted.Distinct().Count() != inserted.Count
            || changes.Batches.Exists(batch => Batches.Contains(batch.Draft.Id))
            || HasRepeated(OperationsOf(changes), Applied)
            || HasRepeated(changes.Costs.Select(AttemptOf), Costs.Select(AttemptOf).ToHashSet()))
        {
            return new CommitOutcome(CommitResult.KeyExists, "unique");
        }

        var versions = changes.Ends.Select(end => (end.End.ExpectedVersion, Actual: GenerationVersions.GetValueOrDefault(end.GenerationId, inserted.Contains(end.GenerationId) ? 0 : -1)));
        return versions.Any(pair => pair.ExpectedVersion != pair.Actual) || changes.Ends.DistinctBy(end => end.GenerationId).Count() != changes.Ends.Count
            ? new CommitOutcome(CommitResult.GenerationChanged)
            : null;
    }

    private static IEnumerable<Guid> OperationsOf(LedgerChanges changes) => changes.Entries.Select(entry => entry.OperationId).OfType<Guid>();

    private static (Guid?, int) AttemptOf(CostRecord cost) => (cost.Hold.GenerationId, cost.AttemptNo);

    private static bool HasRepeated<T>(IEnumerable<T> added, HashSet<T> existing)
    {
        var seen = new HashSet<T>();
        return added.Any(key => existing.Contains(key) || !seen.Add(key));
    }
}
