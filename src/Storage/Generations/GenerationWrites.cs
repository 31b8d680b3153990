using System.Text;
using System.Text.Json;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Events;

namespace DonatelloAI.Storage.Generations;

/// <summary>
/// The statements of each write of a generation. The generation's row comes first, so that writers meet there and never
/// lock two rows crosswise.
/// </summary>
internal sealed class GenerationWrites(DonatelloContext db)
{
    private readonly List<RowWrite> _writes = [];

    public IReadOnlyList<RowWrite> Writes => _writes;

    public RowAnswer? Answer { get; private set; }

    public GenerationWrites Begin(NewAttempt attempt, long expectedVersion)
    {
        Generation(attempt.GenerationId, expectedVersion)
            .Set(nameof(GenerationRow.Status), GenerationStatus.Processing)
            .Set(nameof(GenerationRow.ModelProvider), attempt.ModelProvider)
            .Set(nameof(GenerationRow.ModelName), attempt.ModelName)
            .Where(nameof(GenerationRow.Status), GenerationStatus.Pending, GenerationStatus.Processing);
        _writes.Add(RowWrite.Insert(db, Row(attempt), _writes.Count, (nameof(GenerationAttemptRow.LeaseUntil), attempt.Lease)));
        return AnswerLease(attempt.GenerationId, attempt.AttemptNo);
    }

    public GenerationWrites Renew(Guid generationId, int attemptNo, string owner, TimeSpan lease)
    {
        StartedAttempt(generationId, attemptNo)
            .SetFromNow(nameof(GenerationAttemptRow.LeaseUntil), lease)
            .Where(nameof(GenerationAttemptRow.Owner), owner);
        return AnswerLease(generationId, attemptNo);
    }

    public GenerationWrites TakeOver(Guid generationId, int attemptNo, long expectedVersion, string owner, TimeSpan lease)
    {
        Generation(generationId, expectedVersion).Where(nameof(GenerationRow.Status), GenerationStatus.Processing);
        StartedAttempt(generationId, attemptNo)
            .Set(nameof(GenerationAttemptRow.Owner), owner)
            .SetFromNow(nameof(GenerationAttemptRow.LeaseUntil), lease)
            .WherePast(nameof(GenerationAttemptRow.LeaseUntil));
        return AnswerLease(generationId, attemptNo);
    }

    public GenerationWrites KeepJob(Guid generationId, int attemptNo, string owner, string jobId, string? stateJson)
    {
        StartedAttempt(generationId, attemptNo)
            .Set(nameof(GenerationAttemptRow.ProviderJobId), jobId)
            .Set(nameof(GenerationAttemptRow.Facts), stateJson is null ? null : JobFacts.Of(stateJson))
            .Where(nameof(GenerationAttemptRow.Owner), owner);
        return AnswerLease(generationId, attemptNo);
    }

    public GenerationWrites Conclude(AttemptConclusion conclusion, long expectedVersion)
    {
        Generation(conclusion.GenerationId, expectedVersion)
            .Set(nameof(GenerationRow.Status), conclusion.Requeue ? GenerationStatus.Pending : GenerationStatus.Processing)
            .Where(nameof(GenerationRow.Status), GenerationStatus.Processing);
        Update<GenerationAttemptRow>()
            .Set(nameof(GenerationAttemptRow.State), conclusion.State)
            .Set(nameof(GenerationAttemptRow.Billed), conclusion.Billed)
            .Set(nameof(GenerationAttemptRow.ErrorClass), conclusion.ErrorClass)
            .Set(nameof(GenerationAttemptRow.ErrorDetailEncrypted), conclusion.ErrorDetailEncrypted)
            .Set(nameof(GenerationAttemptRow.ProviderRequestId), conclusion.ProviderRequestId)
            .Set(nameof(GenerationAttemptRow.EndedAt), conclusion.State == AttemptState.Unknown ? null : conclusion.At)
            .Where(nameof(GenerationAttemptRow.GenerationId), conclusion.GenerationId)
            .Where(nameof(GenerationAttemptRow.AttemptNo), conclusion.AttemptNo)
            .Where(nameof(GenerationAttemptRow.State), AttemptState.Started, AttemptState.Unknown);
        return this;
    }

    public GenerationWrites RequestCancel(Guid id, long expectedVersion, Guid actorId, DateTimeOffset at)
    {
        Generation(id, expectedVersion)
            .Set(nameof(GenerationRow.CancelRequestedAt), at)
            .Set(nameof(GenerationRow.CancelRequestedBy), actorId)
            .Where(nameof(GenerationRow.Status), GenerationStatus.Processing);
        return this;
    }

    public GenerationWrites EndUnsettled(Guid id, GenerationEnd end, DateTimeOffset at)
    {
        Generation(id, end.ExpectedVersion)
            .Set(nameof(GenerationRow.Status), StatusOf(end.Outcome))
            .Set(nameof(GenerationRow.ImageUrl), end.ImageUrl)
            .Set(nameof(GenerationRow.ThumbnailUrl), end.ThumbnailUrl)
            .Set(nameof(GenerationRow.GenerationTimeMs), end.GenerationTimeMs)
            .Set(nameof(GenerationRow.ErrorMessage), end.ErrorMessageEncrypted)
            .Set(nameof(GenerationRow.ErrorCode), end.ErrorCode)
            .Set(nameof(GenerationRow.IsNsfw), end.IsNsfw)
            .Set(nameof(GenerationRow.CompletedAt), at)
            .Where(nameof(GenerationRow.Status), GenerationStatus.Pending, GenerationStatus.Processing);
        Update<GenerationMetadataRow>()
            .Set(nameof(GenerationMetadataRow.RetryCount), end.RetryCount)
            .Set(nameof(GenerationMetadataRow.ContentSafetyScore), end.ContentSafetyScore)
            .Where(nameof(GenerationMetadataRow.GenerationId), id);
        return this;
    }

    public GenerationWrites Delete(Guid id, long expectedVersion, DateTimeOffset at)
    {
        Generation(id, expectedVersion)
            .Set(nameof(GenerationRow.IsDeleted), true)
            .Set(nameof(GenerationRow.DeletedAt), at)
            .Where(nameof(GenerationRow.IsDeleted), false)
            .Where(nameof(GenerationRow.Status), GenerationStatus.Completed, GenerationStatus.Failed, GenerationStatus.Cancelled);
        return this;
    }

    public GenerationWrites With(OutboxRow happened)
    {
        _writes.Add(RowWrite.Insert(db, happened, _writes.Count));
        return this;
    }

    /// <summary>The fence: no statement of a generation goes without it.</summary>
    private RowWrite Generation(Guid id, long expectedVersion) => Update<GenerationRow>()
        .Where(nameof(GenerationRow.Id), id)
        .Raise(nameof(GenerationRow.Version), expectedVersion);

    private RowWrite StartedAttempt(Guid generationId, int attemptNo) => Update<GenerationAttemptRow>()
        .Where(nameof(GenerationAttemptRow.GenerationId), generationId)
        .Where(nameof(GenerationAttemptRow.AttemptNo), attemptNo)
        .Where(nameof(GenerationAttemptRow.State), AttemptState.Started);

    private RowWrite Update<TRow>()
    {
        var write = RowWrite.Update<TRow>(db, _writes.Count);
        _writes.Add(write);
        return write;
    }

    /// <summary>The generation's version and the end of the lease, as the transaction leaves them.</summary>
    private GenerationWrites AnswerLease(Guid generationId, int attemptNo)
    {
        var attempts = db.Model.FindEntityType(typeof(GenerationAttemptRow))!;
        Answer = new RowAnswer(
            $"SELECT g.version, a.lease_until FROM {db.Engine.Table("generation_attempts")} AS a "
            + $"INNER JOIN {db.Engine.Table("generations")} AS g ON g.id = a.generation_id "
            + "WHERE a.generation_id = @a_id AND a.attempt_no = @a_no",
            [
                new RowParameter("@a_id", attempts.FindProperty(nameof(GenerationAttemptRow.GenerationId)), generationId),
                new RowParameter("@a_no", attempts.FindProperty(nameof(GenerationAttemptRow.AttemptNo)), attemptNo),
            ]);
        return this;
    }

    private static GenerationAttemptRow Row(NewAttempt attempt) => new()
    {
        Id = Guid.CreateVersion7(),
        OrganizationId = attempt.OrganizationId,
        DepartmentId = attempt.DepartmentId,
        GenerationId = attempt.GenerationId,
        AttemptNo = attempt.AttemptNo,
        HoldId = attempt.HoldId,
        ModelProvider = attempt.ModelProvider,
        ModelName = attempt.ModelName,
        QuotaPool = attempt.QuotaPool,
        CallKind = attempt.CallKind,
        State = AttemptState.Started,
        Owner = attempt.Owner,
        LeaseUntil = default,
        StartedAt = attempt.StartedAt,
    };

    private static GenerationStatus StatusOf(GenerationOutcome outcome) => outcome switch
    {
        GenerationOutcome.Completed => GenerationStatus.Completed,
        GenerationOutcome.Failed => GenerationStatus.Failed,
        _ => GenerationStatus.Cancelled,
    };
}

/// <summary>The state of a running job inside an attempt's facts, which the settlement replaces.</summary>
internal static class JobFacts
{
    private const string Job = "job";

    public static string Of(string stateJson)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WritePropertyName(Job);
            json.WriteRawValue(stateJson);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>The job's state; null where facts tell of none. Engines may have changed its spaces and order.</summary>
    public static string? StateIn(string? facts)
    {
        if (facts is null)
        {
            return null;
        }

        using var json = JsonDocument.Parse(facts);
        return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(Job, out var state) ? state.GetRawText() : null;
    }
}
