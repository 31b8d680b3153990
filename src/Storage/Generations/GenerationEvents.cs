using System.Text.Json;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Modelling;

namespace DonatelloAI.Storage.Generations;

/// <summary>
/// The outbox events between a generation's acceptance and its end. Payloads carry ids and states, never a person's text; ids
/// derive from the generation's version, so that a write cannot leave two.
/// </summary>
internal sealed class GenerationEvents(OutboxSigner signer, Guid generationId, GenerationOwner owner, long version, DateTimeOffset at)
{
    public OutboxRow Started(NewAttempt attempt) => Row("generation.started", owner.UserId, new
    {
        department_id = owner.DepartmentId,
        hold_id = attempt.HoldId,
        attempt_no = attempt.AttemptNo,
        model_provider = attempt.ModelProvider,
        model_name = attempt.ModelName,
    });

    public OutboxRow TakenOver(int attemptNo) => Row("generation.taken_over", owner.UserId, new
    {
        department_id = owner.DepartmentId,
        attempt_no = attemptNo,
    });

    public OutboxRow Concluded(AttemptConclusion conclusion) => Row(
        conclusion.Elsewhere is not null ? "generation.fell_back" : conclusion.Requeue ? "generation.requeued" : "generation.attempt_failed",
        owner.UserId,
        new
        {
            department_id = owner.DepartmentId,
            attempt_no = conclusion.AttemptNo,
            state = SnakeCase.Of(conclusion.State.ToString()),
            billed = SnakeCase.Of(conclusion.Billed.ToString()),
            error_class = conclusion.ErrorClass,
            model_provider = conclusion.Elsewhere?.ModelProvider,
            model_name = conclusion.Elsewhere?.ModelName,
        });

    /// <summary>What the vendor charges may differ from what was charged here: the difference is the organisation's.</summary>
    public OutboxRow AnsweredLate(LateAnswer answer) => Row("generation.late_answer", owner.UserId, new
    {
        department_id = owner.DepartmentId,
        attempt_no = answer.AttemptNo,
        state = SnakeCase.Of(answer.State.ToString()),
        provider_cost_aud = answer.ProviderCost.ToString(),
    });

    public OutboxRow CancelRequested(Guid actorId) => Row("generation.cancel_requested", actorId, new
    {
        department_id = owner.DepartmentId,
        user_id = owner.UserId,
        actor_id = actorId,
    });

    /// <summary>The same names as the ends that the ledger writes: whoever waits for one need not know who wrote it.</summary>
    public OutboxRow EndedUnsettled(GenerationEnd end) => Row($"generation.{SnakeCase.Of(end.Outcome.ToString())}", end.ActorId ?? owner.UserId, new
    {
        department_id = owner.DepartmentId,
        user_id = owner.UserId,
        actor_id = end.ActorId,
        settled = false,
        error_code = end.ErrorCode,
    });

    public OutboxRow Deleted(Guid actorId) => Row("generation.deleted", actorId, new
    {
        department_id = owner.DepartmentId,
        user_id = owner.UserId,
        actor_id = actorId,
    });

    public OutboxRow Erased(Guid actorId) => Row("generation.erased", actorId, new
    {
        department_id = owner.DepartmentId,
        user_id = owner.UserId,
        actor_id = actorId,
    });

    private OutboxRow Row<TPayload>(string type, Guid userId, TPayload payload) => signer.Seal(new OutboxRow
    {
        Id = DerivedId.GenerationEvent(generationId, version, at),
        Shard = 0,
        OrganizationId = owner.OrganizationId,
        DepartmentId = owner.DepartmentId,
        UserId = userId,
        SubjectType = "generation",
        SubjectId = generationId,
        SubjectVersion = version,
        EventType = type,
        Payload = JsonSerializer.Serialize(payload),

        // What is signed must be what is read: engines keep microseconds.
        CreatedAt = Moment.FromMicros(Moment.ToMicros(at)),
        Mac = [],
    });
}
