using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace DonatelloAI.Grains.Audit;

/// <summary>How an outbox row becomes what the audit log says.</summary>
public static class AuditMapping
{
    /// <summary>The event that stands for an outbox row which is not as it was signed.</summary>
    public const string AlteredEvent = "audit.row_altered";

    private const string Success = "success";
    private const string Failure = "failure";

    // Length of version, dashes, trace id, span id and flags in a W3C traceparent.
    private const int TraceParentLength = 55;
    private const int MaxClaim = 100;

    private static readonly FrozenDictionary<string, Meaning> Meanings = new Dictionary<string, Meaning>(StringComparer.Ordinal)
    {
        ["access.refused"] = new("access_refused", Failure),
        ["api_key.created"] = new("api_key_created"),
        ["api_key.revoked"] = new("api_key_revoked"),
        ["authentication.failed"] = new("authentication_failed", Failure),
        ["batch.accepted"] = new("batch_requested"),
        ["budget.adjusted"] = new("budget_adjusted"),
        ["budget.allotted"] = new("budget_allotted"),
        ["budget.changed"] = new("budget_changed"),
        ["budget.cost_above_hold"] = new("cost_exceeded_hold"),
        ["budget.limit_changed"] = new("spend_limit_changed"),
        ["budget.overrun"] = new("budget_overrun"),
        ["budget.overrun_alert"] = new("budget_overrun"),
        ["budget.period_started"] = new("budget_period_started"),
        ["budget.threshold_reached"] = new("budget_threshold_reached"),
        ["department.activated"] = new("department_activated"),
        ["department.changed"] = new("department_changed"),
        ["department.frozen"] = new("department_frozen"),
        ["department.unfrozen"] = new("department_unfrozen"),
        ["exchange_rate.set"] = new("exchange_rate_set"),
        ["department.created"] = new("department_created"),
        ["department.deactivated"] = new("department_deactivated"),
        ["generation.accepted"] = new("image_requested"),
        ["generation.attempt_failed"] = new("image_attempted", Failure),
        ["generation.cancel_requested"] = new("image_cancel_requested"),
        ["generation.cancelled"] = new("image_cancelled"),
        ["generation.completed"] = new("image_generated"),
        ["generation.deleted"] = new("image_deleted"),
        ["generation.erased"] = new("image_erased"),
        ["generation.failed"] = new("image_generated", Failure),
        ["generation.fell_back"] = new("image_attempted", Failure),
        ["generation.late_answer"] = new("image_answered_late"),
        ["generation.requeued"] = new("image_attempted", Failure),
        ["generation.started"] = new("image_started"),
        ["generation.taken_over"] = new("image_taken_over"),
        ["hold.released"] = new("hold_released"),
        ["hold.settled"] = new("hold_settled"),
        ["organization.activated"] = new("organization_activated"),
        ["organization.cap_changed"] = new("organization_cap_changed"),
        ["organization.changed"] = new("organization_changed"),
        ["organization.created"] = new("organization_created"),
        ["organization.deactivated"] = new("organization_deactivated"),
        ["organization.frozen"] = new("organization_frozen"),
        ["organization.issuer_bound"] = new("issuer_bound"),
        ["organization.issuer_unbound"] = new("issuer_unbound"),
        ["organization.unfrozen"] = new("organization_unfrozen"),
        ["preference.removed"] = new("preference_removed"),
        ["preference.set"] = new("preference_set"),
        ["provider.activated"] = new("provider_activated"),
        ["provider.changed"] = new("provider_changed"),
        ["provider.created"] = new("provider_created"),
        ["provider.deactivated"] = new("provider_deactivated"),
        ["provider.frozen"] = new("provider_frozen"),
        ["provider.unfrozen"] = new("provider_unfrozen"),
        ["session.ended"] = new("session_ended"),
        ["session.opened"] = new("session_opened"),
        ["session.refreshed"] = new("session_refreshed"),
        ["user.activated"] = new("user_activated"),
        ["user.change_refused"] = new("user_change_refused", Failure),
        ["user.changed"] = new("user_changed"),
        ["user.created"] = new("user_created"),
        ["user.deactivated"] = new("user_deactivated"),
        ["user.erased"] = new("user_erased"),
        ["user.erasure_completed"] = new("user_erasure_completed"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Every type of event that has a meaning of its own here.</summary>
    public static IReadOnlyCollection<string> EventTypes => Meanings.Keys;

    /// <summary>What the log says of a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="now">The present, for a row whose own moment cannot be believed.</param>
    public static AuditEntry Entry(OutboxEvent row, DateTimeOffset now) => row.IsAuthentic ? Sound(row) : Altered(row, now);

    private static AuditEntry Sound(OutboxEvent row)
    {
        var meaning = MeaningOf(row.EventType);
        return new AuditEntry
        {
            Chain = row.UserId is { } person ? AuditChain.OfPerson(person) : AuditChain.OfSystem(row.OrganizationId, row.CreatedAt),
            OrganizationId = row.OrganizationId,
            Timestamp = row.CreatedAt,
            EventType = row.EventType,
            Action = meaning.Action,
            ResourceType = row.SubjectType,
            ResourceId = row.SubjectId.ToString(),
            RequestId = RequestIdOf(row.TraceParent),
            Status = meaning.Status,
            ErrorMessage = AuditMetadata.CodeOf(row.Payload, "error_code") ?? AuditMetadata.CodeOf(row.Payload, "error_class"),
            Metadata = AuditMetadata.Of(row.Id, row.SubjectVersion, row.Payload),
        };
    }

    /// <summary>
    /// The log names the row and what it claims, with a digest of its content, and passes none of that off as an event. It stands in the
    /// chain of the organisation that the row names, at the present: whoever altered it chooses neither whose history it enters nor when.
    /// </summary>
    private static AuditEntry Altered(OutboxEvent row, DateTimeOffset now) => new()
    {
        Chain = AuditChain.OfSystem(row.OrganizationId, now),
        OrganizationId = row.OrganizationId,
        Timestamp = WholeMicroseconds(now),
        EventType = AlteredEvent,
        Action = "outbox_row_altered",
        ResourceType = "outbox",
        ResourceId = row.Id.ToString(),
        Status = Failure,
        ErrorMessage = "mac_mismatch",
        Metadata = AuditMetadata.Of(new Dictionary<string, string?>
        {
            ["event_id"] = row.Id.ToString(),
            ["claimed_event_type"] = Claim(row.EventType),
            ["claimed_subject_id"] = row.SubjectId.ToString(),
            ["claimed_subject_type"] = Claim(row.SubjectType),
            ["claimed_user_id"] = row.UserId?.ToString(),
            ["payload_sha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(row.Payload))),
        }),
    };

    /// <summary>A newer silo's events are told under their own names.</summary>
    private static Meaning MeaningOf(string type) => Meanings.TryGetValue(type, out var meaning) ? meaning : new Meaning(type.Replace('.', '_'));

    private static string? RequestIdOf(string? traceParent) =>
        traceParent is { Length: TraceParentLength } && traceParent[3..35].All(char.IsAsciiHexDigitLower) ? traceParent[3..35] : null;

    private static string Claim(string text) => text.Length <= MaxClaim ? text : text[..MaxClaim];

    private static DateTimeOffset WholeMicroseconds(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    private sealed record Meaning(string Action, string Status = Success);
}
