using System.Text.Json;
using DonatelloAI.Contracts;
using DonatelloAI.Grains.Organizations;
using DonatelloAI.Storage.Events;

namespace DonatelloAI.Storage.Organizations;

/// <summary>
/// The outbox events of organisations and changed departments. They name fields and never their values. A department's subject is numbered by
/// the organisation's versions, which is why it is not the ledger's <c>department</c>, numbered by entries.
/// </summary>
internal static class OrganizationEvents
{
    public static OutboxRow DepartmentChanged(DepartmentEdit edit, OutboxSigner signer) => signer.Seal(new OutboxRow
    {
        Id = DerivedId.OrganizationEvent(edit.After.Id, edit.ExpectedVersion + 1, edit.At),
        Shard = 0,
        OrganizationId = edit.After.OrganizationId,
        DepartmentId = edit.After.Id,
        UserId = edit.ActorId,
        SubjectType = "department_settings",
        SubjectId = edit.After.Id,
        SubjectVersion = edit.ExpectedVersion + 1,
        EventType = $"department.{Verb(edit.Before.IsActive, edit.After.IsActive)}",
        Payload = JsonSerializer.Serialize(new { department_id = edit.After.Id, fields = edit.Fields, actor_id = edit.ActorId }),
        CreatedAt = edit.At,
        Mac = [],
    });

    public static OutboxRow OrganizationChanged(OrganizationEdit edit, OutboxSigner signer)
    {
        var version = edit.Before is null ? 0 : edit.ExpectedVersion + 1;
        return signer.Seal(new OutboxRow
        {
            Id = DerivedId.OrganizationEvent(edit.After.Id, version, edit.At),
            Shard = 0,
            OrganizationId = edit.After.Id,
            UserId = edit.ActorId,
            SubjectType = "organization",
            SubjectId = edit.After.Id,
            SubjectVersion = version,
            EventType = $"organization.{(edit.Before is { } before ? Verb(before.IsActive, edit.After.IsActive) : "created")}",
            Payload = JsonSerializer.Serialize(new { organization_id = edit.After.Id, fields = edit.Fields, actor_id = edit.ActorId }),
            CreatedAt = edit.At,
            Mac = [],
        });
    }

    /// <summary>The last word of an event of something that can be opened and closed.</summary>
    public static string Verb(bool wasActive, bool isActive) => wasActive == isActive ? "changed" : isActive ? "activated" : "deactivated";
}
