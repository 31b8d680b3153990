using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Freezes;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Freezes;
using DonatelloAI.Storage.Generations;
using DonatelloAI.Storage.Tests.Budgets;
using DonatelloAI.Storage.Tests.Schema;
using DonatelloAI.Testing;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Tests.Generations;

/// <summary>What every engine must do for a generation between its acceptance and its end.</summary>
public abstract class GenerationStoreTests(PostgresFixture? postgres) : BudgetStoreTestBase(postgres)
{
    private const string Me = "silo-1/a";
    private const string Other = "silo-2/b";
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);
    private static readonly DateTimeOffset At = SampleRows.Moment;

    private GenerationStore _generations = null!;
    private BudgetLine _line = null!;

    private Guid Id => _line.GenerationId;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _generations = NewGenerations();
        _line = NewLine(2);
        Assert.IsType<BudgetAccepted>(await NewWriter().Submit(_line.ToReserve(UserId)));
    }

    [EngineFact]
    public async Task Find_OfAnAcceptedGeneration_ReadsItWithWhatIsHeld()
    {
        var found = (await _generations.Find(Id))!;

        Assert.Equal((Id, DepartmentId, UserId, GenerationStatus.Pending, 0L), (found.Id, found.DepartmentId, found.UserId, found.Status, found.Version));
        Assert.Equal((Money.FromAud(2), Money.Zero, "explicit"), (found.Held, found.Cost, found.SelectedModelReason));
        Assert.Empty(found.Attempts);
        Assert.Null(await _generations.Find(Guid.CreateVersion7()));
    }

    [EngineFact]
    public async Task Begin_OfAPendingGeneration_LeasesAnAttemptAndLeavesItsEvent()
    {
        var write = await _generations.Begin(Attempt(1), 0);

        Assert.Equal((GenerationWriteResult.Done, 1L), (write.Result, write.Version));
        var found = (await _generations.Find(Id))!;
        var attempt = Assert.Single(found.Attempts);
        Assert.Equal((GenerationStatus.Processing, 1L), (found.Status, found.Version));
        Assert.Equal((Me, AttemptState.Started, false, write.LeaseUntil), (attempt.Owner, attempt.State, attempt.LeaseExpired, attempt.LeaseUntil));
        Assert.InRange((attempt.LeaseUntil - TimeProvider.System.GetUtcNow()).TotalSeconds, 200, 301);
        await AssertEvents("generation.accepted", "generation.started");
    }

    [EngineFact]
    public async Task Begin_ByTwoOwnersAtOnce_IsDoneByExactlyOne()
    {
        var writes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            NewGenerations().Begin(Attempt(1) with { Owner = $"silo-{i}" }, 0)));

        Assert.Equal(1, writes.Count(write => write.Result == GenerationWriteResult.Done));
        Assert.Equal(7, writes.Count(write => write.Result == GenerationWriteResult.Superseded));
        Assert.Single((await _generations.Find(Id))!.Attempts);
        await AssertEvents("generation.accepted", "generation.started");
    }

    [EngineFact]
    public async Task Begin_WithAnAttemptNumberThatIsTaken_IsSupersededAndWritesNothing()
    {
        await _generations.Begin(Attempt(1), 0);

        Assert.Equal(GenerationWriteResult.Superseded, (await _generations.Begin(Attempt(1), 1)).Result);
        Assert.Equal(GenerationWriteResult.Superseded, (await _generations.Begin(Attempt(1) with { GenerationId = Guid.CreateVersion7() }, 0)).Result);
        Assert.Equal(1, (await _generations.Find(Id))!.Version);
    }

    [EngineFact]
    public async Task Renew_ByItsOwnerOnly_ProlongsTheLease()
    {
        var begun = await _generations.Begin(Attempt(1) with { Lease = TimeSpan.FromSeconds(1) }, 0);

        var renewed = await _generations.Renew(Id, 1, Me, Long);

        Assert.Equal((GenerationWriteResult.Done, 1L), (renewed.Result, renewed.Version));
        Assert.True(renewed.LeaseUntil > begun.LeaseUntil);
        Assert.Equal(GenerationWriteResult.Superseded, (await _generations.Renew(Id, 1, Other, Long)).Result);
        Assert.Equal(GenerationWriteResult.Superseded, (await _generations.Renew(Id, 2, Me, Long)).Result);
        await _generations.Conclude(Conclusion(1, AttemptState.Failed), 1);
        Assert.Equal(GenerationWriteResult.Superseded, (await _generations.Renew(Id, 1, Me, Long)).Result);
    }

    [EngineFact]
    public async Task TakeOver_BeforeTheLeaseHasRunOut_IsSuperseded()
    {
        await _generations.Begin(Attempt(1), 0);

        Assert.Equal(GenerationWriteResult.Superseded, (await _generations.TakeOver(Id, 1, 1, Other, Long)).Result);
        Assert.Equal((1L, Me), ((await _generations.Find(Id))!.Version, (await _generations.Find(Id))!.Attempts[0].Owner));
    }

    [EngineFact]
    public async Task TakeOver_AfterTheLeaseHasRunOut_IsDoneOnceAndLocksTheFormerOwnerOut()
    {
        await _generations.Begin(Attempt(1) with { Lease = TimeSpan.Zero }, 0);
        await Eventually.True(async () => (await _generations.Find(Id))!.Attempts[0].LeaseExpired, TimeSpan.FromSeconds(10), "the lease ran out");

        var writes = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => NewGenerations().TakeOver(Id, 1, 1, $"{Other}{i}", Long)));

        Assert.Equal(2, Assert.Single(writes, write => write.Result == GenerationWriteResult.Done).Version);
        Assert.Equal(GenerationWriteResult.Superseded, (await _generations.Renew(Id, 1, Me, Long)).Result);
        Assert.Equal(GenerationWriteResult.Superseded, (await _generations.KeepJob(Id, 1, Me, "job", null)).Result);
        Assert.Equal(GenerationWriteResult.Superseded, (await _generations.Conclude(Conclusion(1, AttemptState.Failed), 1)).Result);
        await AssertEvents("generation.accepted", "generation.started", "generation.taken_over");
    }

    [EngineFact]
    public async Task KeepJob_ByTheOwner_IsReadBackAndReplacedBySettlement()
    {
        await _generations.Begin(Attempt(1), 0);

        Assert.Equal(GenerationWriteResult.Done, (await _generations.KeepJob(Id, 1, Me, "job-7", """{"region":"au"}""")).Result);
        var attempt = (await _generations.Find(Id))!.Attempts[0];
        Assert.Equal("job-7", attempt.ProviderJobId);
        Assert.Contains("\"region\"", attempt.JobStateJson, StringComparison.Ordinal);

        var settle = _line.ToSettle(1) with { ProviderRequestId = "req-9", FactsJson = """{"seed":7}""" };
        Assert.IsType<BudgetAccepted>(await NewWriter().Submit(settle with { End = settle.End! with { ExpectedVersion = 1 } }));

        await using var db = await Database.Contexts.CreateDbContextAsync();
        var row = await db.GenerationAttempts.SingleAsync();
        Assert.Equal((AttemptState.Settled, BilledState.Yes, "req-9"), (row.State, row.Billed, row.ProviderRequestId));
        Assert.NotNull(row.EndedAt);
        Assert.Null((await _generations.Find(Id))!.Attempts[0].JobStateJson);
        Assert.Null((await Verify()).FirstDifference);
    }

    [EngineTheory]
    [InlineData(true, GenerationStatus.Pending, "generation.requeued")]
    [InlineData(false, GenerationStatus.Processing, "generation.attempt_failed")]
    public async Task Conclude_OfAStartedAttempt_SaysWhereTheGenerationGoes(bool requeue, GenerationStatus status, string happened)
    {
        await _generations.Begin(Attempt(1), 0);

        var write = await _generations.Conclude(Conclusion(1, AttemptState.Refused) with { Requeue = requeue, ErrorClass = "capacity" }, 1);

        Assert.Equal((GenerationWriteResult.Done, 2L), (write.Result, write.Version));
        var found = (await _generations.Find(Id))!;
        Assert.Equal((status, AttemptState.Refused, "capacity", BilledState.No), (found.Status, found.Attempts[0].State, found.Attempts[0].ErrorClass, found.Attempts[0].Billed));
        Assert.Equal(GenerationWriteResult.Done, (await _generations.Begin(Attempt(2), 2)).Result);
        await AssertEvents("generation.accepted", "generation.started", happened, "generation.started");
    }

    [EngineFact]
    public async Task RequestCancel_OfAProcessingGeneration_LeavesTheMomentAndItsAuthor()
    {
        Assert.Equal(GenerationWriteResult.Superseded, (await _generations.RequestCancel(Id, 0, AdministratorId, At)).Result);
        await _generations.Begin(Attempt(1), 0);

        Assert.Equal(GenerationWriteResult.Done, (await _generations.RequestCancel(Id, 1, AdministratorId, At)).Result);

        Assert.Equal(At, (await _generations.Find(Id))!.CancelRequestedAt);
        Assert.Equal(2, (await _generations.Renew(Id, 1, Me, Long)).Version);
        await AssertEvents("generation.accepted", "generation.started", "generation.cancel_requested");
    }

    [EngineFact]
    public async Task EndUnsettled_KeepsTheMoneyHeldUntilARelease()
    {
        await _generations.Begin(Attempt(1), 0);
        await _generations.Conclude(Conclusion(1, AttemptState.Unknown) with { Billed = BilledState.Unknown }, 1);
        var end = new GenerationEnd { Outcome = GenerationOutcome.Failed, ExpectedVersion = 2, ErrorCode = "outcome_unknown", RetryCount = 3 };

        Assert.Equal(GenerationWriteResult.Superseded, (await _generations.EndUnsettled(Id, end with { ExpectedVersion = 1 }, At)).Result);
        Assert.Equal((GenerationWriteResult.Done, 3L), ((await _generations.EndUnsettled(Id, end, At)) is var write ? (write.Result, write.Version) : default));

        var found = (await _generations.Find(Id))!;
        Assert.Equal((GenerationStatus.Failed, Money.FromAud(2), At, 3), (found.Status, found.Held, found.CompletedAt, found.RetryCount));
        await NewWriter().Submit(new Release { HoldId = _line.HoldId, GenerationId = Id, Reason = "operator" });
        found = (await _generations.Find(Id))!;
        Assert.Equal((Money.Zero, AttemptState.Released, BilledState.No), (found.Held, found.Attempts[0].State, found.Attempts[0].Billed));
    }

    [EngineFact]
    public async Task Release_OfAHoldWhoseAttemptWasRefused_LeavesTheAttemptRefused()
    {
        await _generations.Begin(Attempt(1), 0);
        await _generations.Conclude(Conclusion(1, AttemptState.Refused), 1);

        await NewWriter().Submit(new Release { HoldId = _line.HoldId, GenerationId = Id, Reason = "refused" });

        Assert.Equal(AttemptState.Refused, (await _generations.Find(Id))!.Attempts[0].State);
    }

    [EngineFact]
    public async Task Delete_OfAnEndedGenerationOnly_HidesItOnce()
    {
        Assert.Equal(GenerationWriteResult.Superseded, (await _generations.Delete(Id, 0, UserId, At)).Result);
        await NewWriter().Submit(_line.ToRelease());

        Assert.Equal(GenerationWriteResult.Done, (await _generations.Delete(Id, 1, UserId, At)).Result);
        Assert.Equal(GenerationWriteResult.Superseded, (await _generations.Delete(Id, 2, UserId, At)).Result);
        Assert.Equal(At, (await _generations.Find(Id))!.DeletedAt);
    }

    [EngineFact]
    public async Task Write_WithTextThatIsNone_IsRefusedAndWritesNothing()
    {
        Assert.Equal(GenerationWriteResult.Refused, (await _generations.Begin(Attempt(1) with { Owner = "a\0b" }, 0)).Result);
        Assert.Equal(GenerationWriteResult.Refused, (await _generations.Begin(Attempt(1) with { Owner = new string('x', 201) }, 0)).Result);
        Assert.Equal(0, (await _generations.Find(Id))!.Version);
        Assert.Equal(GenerationWriteResult.Done, (await _generations.Begin(Attempt(1), 0)).Result);
    }

    [EngineTheory]
    [InlineData(8, 3, 5, 100, 4, 1)]
    [InlineData(8, 3, 100, 5, 4, 1)]
    [InlineData(2, 3, 5, 5, 2, 3)]
    [InlineData(8, 0, 5, 5, 5, 0)]
    [InlineData(8, 3, 100, 100, 8, 3)]
    public async Task Pending_BeyondItsLimits_LeavesAFifthToBatches(
        int interactive, int batches, int perDepartment, int limit, int interactiveFound, int batchesFound)
    {
        var writer = NewWriter();
        var batch = Guid.CreateVersion7();
        await writer.Submit(new Reserve
        {
            UserId = UserId,
            Lines = [new ReserveLine { HoldId = DerivedId.BatchHold(batch), Ceiling = new PricedAmount(Money.FromAud(5)), Batch = new Contracts.Batches.BatchDraft { Id = batch, ItemCount = 3 } }],
        });
        var draws = Enumerable.Range(0, batches).Select(_ => new Draw { BatchHoldId = DerivedId.BatchHold(batch), Item = (NewLine(1) with { BatchId = batch }).ToLine() });
        var reserves = Enumerable.Range(1, interactive - 1).Select(_ => NewLine(1).ToReserve(UserId));
        var replies = await Task.WhenAll(draws.Concat<BudgetOperation>(reserves).Select(operation => writer.Submit(operation)));
        Assert.All(replies, reply => Assert.IsType<BudgetAccepted>(reply));

        var pending = await _generations.Pending("local", ["canvas", "easel"], perDepartment, limit);

        Assert.Equal((interactiveFound, batchesFound), (pending.Count(waiting => !waiting.IsBatch), pending.Count(waiting => waiting.IsBatch)));
    }

    [EngineTheory]
    [InlineData(FreezeKind.Department)]
    [InlineData(FreezeKind.Organization)]
    public async Task Freeze_OfDepartmentOrOrganisation_LeavesWorkPendingAndLetsNoAttemptBegin(FreezeKind kind)
    {
        var freeze = new FreezeRow
        {
            Id = Guid.CreateVersion7(),
            SubjectId = kind == FreezeKind.Department ? DepartmentId : OrganizationId,
            Kind = kind,
            OrganizationId = OrganizationId,
            Reason = "An audit",
            FrozenAt = At,
            FrozenBy = UserId,
        };
        await Database.AddAsync(freeze);

        Assert.Empty(await _generations.Pending("local", ["canvas"], 10, 10));
        Assert.Equal(GenerationWriteResult.Superseded, (await _generations.Begin(Attempt(1), 0)).Result);
        Assert.Equal((GenerationStatus.Pending, 0L), ((await _generations.Find(Id))!.Status, (await _generations.Find(Id))!.Version));
        Assert.True((await new Storage.Providers.ModelStore(Database.Contexts).LoadFreezes()).Holds(DepartmentId));

        await using (var db = await Database.Contexts.CreateDbContextAsync())
        {
            await db.Freezes.ExecuteUpdateAsync(set => set.SetProperty(row => row.LiftedAt, At).SetProperty(row => row.LiftedBy, UserId));
        }

        Assert.Single(await _generations.Pending("local", ["canvas"], 10, 10));
        Assert.Equal(GenerationWriteResult.Done, (await _generations.Begin(Attempt(1), 0)).Result);
        Assert.False((await new Storage.Providers.ModelStore(Database.Contexts).LoadFreezes()).Holds(DepartmentId));
    }

    [EngineFact]
    public async Task Pending_OfManyAndFew_IsFairInteractiveFirstAndOldestFirst()
    {
        var writer = NewWriter();
        var batch = Guid.CreateVersion7();
        await writer.Submit(new Reserve
        {
            UserId = UserId,
            Lines = [new ReserveLine { HoldId = DerivedId.BatchHold(batch), Ceiling = new PricedAmount(Money.FromAud(5)), Batch = new Contracts.Batches.BatchDraft { Id = batch, ItemCount = 1 } }],
        });
        var item = NewLine(1) with { BatchId = batch };
        await writer.Submit(new Draw { BatchHoldId = DerivedId.BatchHold(batch), Item = item.ToLine() });
        var second = NewLine(1);
        await writer.Submit(second.ToReserve(UserId));
        await writer.Submit((NewLine(1) with { ModelName = "other" }).ToReserve(UserId));

        var pending = await _generations.Pending("local", ["canvas", "easel"], 10, 10);

        Assert.Equal([Id, second.GenerationId, item.GenerationId], pending.Select(waiting => waiting.Id));
        Assert.Equal([false, false, true], pending.Select(waiting => waiting.IsBatch));
        Assert.Equal(Id, Assert.Single(await _generations.Pending("local", ["canvas"], 1, 10)).Id);
        Assert.Equal(2, (await _generations.Pending("local", ["canvas"], 10, 2)).Count);
        Assert.Empty(await _generations.Pending("local", [], 10, 10));
        Assert.Empty(await _generations.Pending("nobody", ["canvas"], 10, 10));
    }

    [EngineFact]
    public async Task AbandonedAndLoad_GoByTheLease()
    {
        var since = At.AddMinutes(-1);
        await _generations.Begin(Attempt(1), 0);
        Assert.Empty(await _generations.Abandoned(10));
        var load = await _generations.Load("local:main", since);
        Assert.Equal(Id, Assert.Single(load.Running).GenerationId);
        Assert.Equal([At], load.RecentStarts);

        await _generations.Renew(Id, 1, Me, TimeSpan.Zero);
        await Eventually.True(async () => (await _generations.Abandoned(10)).Count == 1, TimeSpan.FromSeconds(10), "the lease ran out");

        Assert.Empty((await _generations.Load("local:main", since)).Running);
        Assert.Single((await _generations.Load("local:main", since)).RecentStarts);
        Assert.Empty((await _generations.Load("local:main", At.AddSeconds(1))).RecentStarts);
        Assert.Empty((await _generations.Load("another", since)).RecentStarts);
    }

    protected GenerationStore NewGenerations(CommitOptions? options = null, IDbContextFactory<DonatelloContext>? contexts = null) =>
        new(contexts ?? Database.Contexts, new OutboxSigner(new byte[32]), options ?? new CommitOptions(), TimeProvider.System);

    protected NewAttempt Attempt(int number) => new()
    {
        GenerationId = Id,
        OrganizationId = OrganizationId,
        DepartmentId = DepartmentId,
        UserId = UserId,
        AttemptNo = number,
        HoldId = _line.HoldId,
        ModelProvider = "local",
        ModelName = "canvas",
        QuotaPool = "local:main",
        CallKind = CallKind.Repeatable,
        Owner = Me,
        Lease = Long,
        StartedAt = At,
    };

    private AttemptConclusion Conclusion(int number, AttemptState state) => new()
    {
        GenerationId = Id,
        AttemptNo = number,
        State = state,
        Billed = BilledState.No,
        Requeue = false,
        At = At,
    };

    /// <summary>The generation's events in the order of its versions, each as it was signed.</summary>
    private async Task AssertEvents(params string[] types)
    {
        await using var db = await Database.Contexts.CreateDbContextAsync();
        var rows = await db.Outbox.Where(row => row.SubjectId == Id).OrderBy(row => row.SubjectVersion).ToListAsync();
        Assert.Equal(types, rows.Select(row => row.EventType));
        Assert.All(rows, row => Assert.True(new OutboxSigner(new byte[32]).IsAuthentic(row)));
        Assert.All(rows, row => Assert.Equal((OrganizationId, DepartmentId), (row.OrganizationId, row.DepartmentId)));
    }
}

public sealed class SqliteGenerationStoreTests() : GenerationStoreTests(null);

[Collection(PostgresCollection.Name)]
public sealed class PostgresGenerationStoreTests(PostgresFixture postgres) : GenerationStoreTests(postgres);

[NeedsServer(SqlServerDatabases.Variable)]
public sealed class SqlServerGenerationStoreTests() : GenerationStoreTests(null)
{
    protected override Task<TestDatabase> MakeDatabaseAsync() => SqlServerDatabases.MakeAsync();
}
