using DonatelloAI.Contracts.Generations;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Generations;
using DonatelloAI.Storage.Tests.Schema;

namespace DonatelloAI.Storage.Tests.Generations;

/// <summary>Every write of a generation, for SQL Server.</summary>
internal static class GenerationWriteSamples
{
    private static readonly Guid Id = Guid.CreateVersion7();
    private static readonly DateTimeOffset At = SampleRows.Moment;

    public static (CommitPlan[] Plans, GenerationShapes Shapes) All()
    {
        using var db = DonatelloContexts.Open(StorageEngine.SqlServer, "Server=127.0.0.1");
        var shapes = new GenerationShapes(db.Model, db.Engine);
        var plans = new GenerationPlans(shapes);
        var happened = new GenerationEvents(new OutboxSigner(new byte[32]), Id, new GenerationOwner(Id, Id, Id), 1, At).Deleted(Id);
        var end = new GenerationEnd { Outcome = GenerationOutcome.Failed, ExpectedVersion = 1 };
        var conclusion = new AttemptConclusion { GenerationId = Id, AttemptNo = 1, State = AttemptState.Failed, Billed = BilledState.No, Requeue = true, At = At };
        return (
        [
            plans.Begin(Attempt(), 0, happened),
            plans.Renew(Id, 1, "a", TimeSpan.FromSeconds(30)),
            plans.TakeOver(Id, 1, 0, "a", TimeSpan.FromSeconds(30), happened),
            plans.KeepJob(Id, 1, "a", new ProviderJob("job", TimeSpan.FromSeconds(1), "{}")),
            plans.Conclude(conclusion, 1, happened),
            plans.Conclude(conclusion with { Elsewhere = new ModelChange("local", "canvas", "{}") }, 1, happened),
            plans.KeepLate(Late(), 1, happened),
            plans.RequestCancel(Id, 1, Guid.Empty, At, happened),
            plans.EndUnsettled(Id, end, At, happened),
            plans.Delete(Id, 1, At, happened),
            plans.Erase(Id, 1, happened),
        ], shapes);
    }

    internal static LateAnswer Late() => new()
    {
        GenerationId = Id,
        AttemptNo = 1,
        State = AttemptState.Released,
        ProviderCost = DonatelloAI.Contracts.Money.FromAud(1),
        ProviderRequestId = "req-late",
        FactsJson = "{}",
        At = At,
    };

    internal static NewAttempt Attempt() => new()
    {
        OrganizationId = Guid.CreateVersion7(),
        DepartmentId = Guid.CreateVersion7(),
        UserId = Guid.CreateVersion7(),
        GenerationId = Id,
        AttemptNo = 1,
        HoldId = Id,
        ModelProvider = "local",
        ModelName = "canvas",
        QuotaPool = "local",
        CallKind = CallKind.Repeatable,
        Owner = "a",
        Lease = TimeSpan.FromSeconds(30),
        StartedAt = At,
    };
}
