using System.Text.Json;
using DonatelloAI.Contracts;
using DonatelloAI.Grains.Organizations;
using DonatelloAI.Storage.Events;

namespace DonatelloAI.Storage.Organizations;

/// <summary>The outbox events of a change of shares, one for the cap and one for each department whose share changes.</summary>
internal static class AllotmentEvents
{
    public static IEnumerable<OutboxRow> Of(AllotmentChange change, AllotmentCause cause, OutboxSigner signer)
    {
        var rows = change.Allotments.Select(allotment => Allotted(change, allotment, cause));
        foreach (var row in change.IsCapChange ? rows.Prepend(CapChanged(change, cause)) : rows)
        {
            yield return signer.Seal(row);
        }
    }

    private static OutboxRow CapChanged(AllotmentChange change, AllotmentCause cause) =>
        Row(change, cause, DerivedId.CapEvent(cause.OperationId), "organization", change.OrganizationId, "organization.cap_changed", new
        {
            organization_id = change.OrganizationId,
            monthly_cap_aud = change.MonthlyCap?.ToString(),
            actor_id = cause.ActorId,
        });

    private static OutboxRow Allotted(AllotmentChange change, NewAllotment allotment, AllotmentCause cause)
    {
        var id = DerivedId.AllotmentEvent(allotment.DepartmentId, change.ExpectedVersion + 1, cause.At);
        var row = Row(change, cause, id, "allotment", allotment.DepartmentId, "budget.allotted", new
        {
            department_id = allotment.DepartmentId,
            allotted_aud = allotment.After?.ToString(),
            allotted_before_aud = allotment.Before?.ToString(),
            actor_id = cause.ActorId,
        });
        row.DepartmentId = allotment.DepartmentId;
        return row;
    }

    private static OutboxRow Row<TPayload>(
        AllotmentChange change, AllotmentCause cause, Guid id, string subjectType, Guid subjectId, string type, TPayload payload) => new()
        {
            Id = id,
            Shard = 0,
            OrganizationId = change.OrganizationId,
            UserId = cause.ActorId,
            SubjectType = subjectType,
            SubjectId = subjectId,
            SubjectVersion = change.ExpectedVersion + 1,
            EventType = type,
            Payload = JsonSerializer.Serialize(payload),
            CreatedAt = cause.At,
            Mac = [],
        };
}
