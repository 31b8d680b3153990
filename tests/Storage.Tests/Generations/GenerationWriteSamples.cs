using System.Text;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Generations;
using DonatelloAI.Storage.Tests.Schema;

namespace DonatelloAI.Storage.Tests.Generations;

/// <summary>Every write of a generation as SQL Server is sent it, its parameters declared first.</summary>
internal static class GenerationWriteSamples
{
    private static readonly Guid Id = Guid.CreateVersion7();
    private static readonly DateTimeOffset At = SampleRows.Moment;

    public static IReadOnlyList<string> All()
    {
        using var db = DonatelloContexts.Open(StorageEngine.SqlServer, "Server=127.0.0.1");
        var owner = new GenerationOwner(Id, Id, Id);
        var happened = new GenerationEvents(new OutboxSigner(new byte[32]), Id, owner, 1, At).Deleted(Id);
        var end = new GenerationEnd { Outcome = GenerationOutcome.Failed, ExpectedVersion = 1 };
        GenerationWrites[] writes =
        [
            new GenerationWrites(db).Begin(Attempt(), 0).With(happened),
            new GenerationWrites(db).Renew(Id, 1, "a", TimeSpan.FromSeconds(30)),
            new GenerationWrites(db).TakeOver(Id, 1, 0, "a", TimeSpan.FromSeconds(30)).With(happened),
            new GenerationWrites(db).KeepJob(Id, 1, "a", "job", "{}"),
            new GenerationWrites(db).Conclude(new AttemptConclusion { GenerationId = Id, AttemptNo = 1, State = AttemptState.Failed, Billed = BilledState.No, Requeue = true, At = At }, 1).With(happened),
            new GenerationWrites(db).RequestCancel(Id, 1, Guid.Empty, At).With(happened),
            new GenerationWrites(db).EndUnsettled(Id, end, At).With(happened),
            new GenerationWrites(db).Delete(Id, 1, At).With(happened),
        ];
        return [.. writes.Select(WithParameters)];
    }

    private static NewAttempt Attempt() => new()
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

    private static string WithParameters(GenerationWrites writes)
    {
        var sql = new StringBuilder();
        foreach (var parameter in writes.Writes.SelectMany(write => write.Parameters).Concat(writes.Answer?.Parameters ?? []))
        {
            sql.Append("DECLARE ").Append(parameter.Name).Append(parameter.Value is byte[] ? " varbinary(max)" : parameter.Value is DateTimeOffset ? " datetimeoffset" : " nvarchar(max)").AppendLine(";");
        }

        return sql.Append(SqlServerRowWriter.Sql(writes.Writes, writes.Answer)).ToString();
    }
}
