using System.Text.Json;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Limits;
using DonatelloAI.Storage.Events;

namespace DonatelloAI.Storage.Limits;

/// <summary>
/// The outbox events of what was refused. Of credentials: how many, why and when, and nothing of whoever sent them. Of requests for what is not the
/// caller's: who, on which route, how often.
/// </summary>
internal static class FailureEvents
{
    /// <summary>The reason of those that were not looked at.</summary>
    private const string Unasked = "too_many_failed_attempts";

    public static IEnumerable<OutboxRow> Of(FailureReport report, OutboxSigner signer) =>
    [
        .. report.Counts.Select((count, index) => Event(DerivedId.FailureEvent(report.Id, index), count, signer)),
        .. report.Reaches.Select((reach, index) => Event(DerivedId.FailureEvent(report.Id, FailureReport.MaxCounts + index), reach, signer)),
    ];

    /// <summary>Credentials that name nobody are told in a chain of their own, under an organisation that is none.</summary>
    private static OutboxRow Event(Guid id, FailureCount count, OutboxSigner signer) => signer.Seal(new OutboxRow
    {
        Id = id,
        Shard = 0,
        OrganizationId = count.OrganizationId ?? Guid.Empty,
        SubjectType = "authentication",
        SubjectId = id,
        SubjectVersion = 0,
        EventType = "authentication.failed",
        Payload = JsonSerializer.Serialize(new
        {
            reason = count.Reason is { } reason ? JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString()) : Unasked,
            attempts = count.Attempts,
            addresses = count.Addresses,
            first_at = count.FirstAt,
            last_at = count.LastAt,
        }),
        CreatedAt = count.LastAt,
        Mac = [],
    });

    /// <summary>What nobody in particular asked for is told in the chain of those who are nobody.</summary>
    private static OutboxRow Event(Guid id, ReachCount reach, OutboxSigner signer) => signer.Seal(new OutboxRow
    {
        Id = id,
        Shard = 0,
        OrganizationId = reach.OrganizationId ?? Guid.Empty,
        UserId = reach.UserId,
        SubjectType = "route",
        SubjectId = id,
        SubjectVersion = 0,
        EventType = "access.refused",
        Payload = JsonSerializer.Serialize(new
        {
            route = reach.Route,
            reason = reach.Code,
            attempts = reach.Attempts,
            first_at = reach.FirstAt,
            last_at = reach.LastAt,
        }),
        CreatedAt = reach.LastAt,
        Mac = [],
    });
}
