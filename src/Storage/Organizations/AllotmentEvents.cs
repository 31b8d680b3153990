using System.Text.Json;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Organizations;
using DonatelloAI.Grains.Organizations;
using DonatelloAI.Storage.Events;

namespace DonatelloAI.Storage.Organizations;

/// <summary>The outbox events of a change of shares: for the cap, for a new department, and for each department whose share changes.</summary>
internal static class AllotmentEvents
{
    public static IEnumerable<OutboxRow> Of(AllotmentChange change, AllotmentCause cause, OutboxSigner signer)
    {
        if (change.IsCapChange)
        {
            yield return signer.Seal(CapChanged(change, cause));
        }

        if (change.Created is { } created)
        {
            yield return signer.Seal(Created(change, created, cause));
        }

        foreach (var allotment in change.Allotments)
        {
            yield return signer.Seal(Allotted(change, allotment, cause));
        }
    }

    private static OutboxRow CapChanged(AllotmentChange change, AllotmentCause cause) =>
        Row(change, cause, DerivedId.CapEvent(cause.OperationId), "organization", change.OrganizationId, "organization.cap_changed", new
        {
            organization_id = change.OrganizationId,
            monthly_cap_aud = change.MonthlyCap?.ToString(),
            actor_id = cause.ActorId,
        });

    private static OutboxRow Created(AllotmentChange change, CreateDepartment created, AllotmentCause cause)
    {
        var id = DerivedId.DepartmentEvent(created.DepartmentId);
        var row = Row(change, cause, id, "department", created.DepartmentId, "department.created", new
        {
            department_id = created.DepartmentId,
            monthly_budget_aud = created.MonthlyBudget.ToString(),
            allotted_aud = change.MonthlyCap is null ? null : created.MonthlyBudget.ToString(),
            actor_id = cause.ActorId,
        });
        row.DepartmentId = created.DepartmentId;

        // The ledger numbers the department's later events by its entries, from 1.
        row.SubjectVersion = 0;
        return row;
    }

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
