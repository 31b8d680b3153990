using System.Text.Json;
using System.Text.Json.Serialization;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Freezes;
using DonatelloAI.Grains.Organizations;
using DonatelloAI.Storage.Events;

namespace DonatelloAI.Storage.Organizations;

/// <summary>
/// The outbox events of organisations and changed departments. They name fields and never their values. A department's subject is numbered by
/// the organisation's versions, which is why it is not the ledger's <c>department</c>, numbered by entries.
/// </summary>
internal static class OrganizationEvents
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

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
        EventType = $"department.{Verb(edit.Before.IsActive, edit.After.IsActive, edit.Before.Freeze, edit.After.Freeze)}",
        Payload = JsonSerializer.Serialize(
            new DepartmentChange(edit.After.Id, edit.Fields, edit.ActorId, FreezeOf(edit.Before.Freeze, edit.After.Freeze)?.Id, FreezeOf(edit.Before.Freeze, edit.After.Freeze)?.Reason), Json),
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
            EventType = $"organization.{(edit.Before is { } before ? Verb(before.IsActive, edit.After.IsActive, before.Freeze, edit.After.Freeze) : "created")}",
            Payload = JsonSerializer.Serialize(
                new OrganizationChange(
                    edit.After.Id,
                    edit.Fields,
                    edit.ActorId,
                    FreezeOf(edit.Before?.Freeze, edit.After.Freeze)?.Id,
                    FreezeOf(edit.Before?.Freeze, edit.After.Freeze)?.Reason),
                Json),
            CreatedAt = edit.At,
            Mac = [],
        });
    }

    /// <summary>The freeze that began, or else the one that ended; null where the change is about none.</summary>
    public static FreezeView? FreezeOf(FreezeView? before, FreezeView? after) => before == after ? null : after ?? before;

    /// <summary>The last word of an event of something that can be opened, closed and frozen.</summary>
    public static string Verb(bool wasActive, bool isActive, FreezeView? before, FreezeView? after) =>
        wasActive != isActive || before == after ? Verb(wasActive, isActive) : after is null ? "unfrozen" : "frozen";

    /// <summary>The last word of an event of something that can be opened and closed.</summary>
    public static string Verb(bool wasActive, bool isActive) => wasActive == isActive ? "changed" : isActive ? "activated" : "deactivated";

    private sealed record DepartmentChange(Guid DepartmentId, IReadOnlyList<string> Fields, Guid ActorId, Guid? FreezeId, string? Reason);

    private sealed record OrganizationChange(Guid OrganizationId, IReadOnlyList<string> Fields, Guid ActorId, Guid? FreezeId, string? Reason);
}
