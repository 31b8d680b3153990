using DonatelloAI.Contracts.Organizations;
using DonatelloAI.Grains.Freezes;

namespace DonatelloAI.Grains.Organizations;

/// <summary>What may become of a department. Pure.</summary>
public static class DepartmentEdits
{
    /// <summary>A refusal, a change to commit, or neither when all is as asked.</summary>
    public static (OrganizationRefused? Refusal, DepartmentEdit? Edit) Decide(DepartmentScene scene, ChangeDepartment request, DateTimeOffset now)
    {
        if (Refuse(scene, request) is { } refusal)
        {
            return (refusal, null);
        }

        var before = scene.Department;
        var after = before with
        {
            Name = request.Name ?? before.Name,
            Code = request.Code ?? before.Code,
            Settings = request.Settings ?? before.Settings,
            IsActive = request.IsActive ?? before.IsActive,
            Freeze = Freezing.Decide(before.Freeze, request.FreezeReason, request.LiftsFreeze, request.Caller.UserId, now),
        };
        return after == before ? (null, null) : (null, new DepartmentEdit
        {
            ExpectedVersion = scene.OrganizationVersion,
            Before = before,
            After = after with { UpdatedAt = now },
            StoredSettings = scene.StoredSettings,
            Fields = [.. Changed(before, after)],
            ActorId = request.Caller.UserId,
            At = now,
        });
    }

    private static OrganizationRefused? Refuse(DepartmentScene scene, ChangeDepartment request) =>
        DepartmentRules.Check(request) is { } breach ? breach
        : Freezing.Wrong(request.FreezeReason) is { } wrong ? new OrganizationRefused(OrganizationRefusal.InvalidRequest, wrong, "freeze.reason")
        : request.ExpectedTag is { } tag && tag != scene.Department.Tag
            ? new OrganizationRefused(OrganizationRefusal.TagChanged, "The department has changed since: read it again.")
        : scene.IsCodeTaken
            ? new OrganizationRefused(OrganizationRefusal.CodeTaken, $"Another department has the code {request.Code}: choose another.", "code")
        : null;

    private static IEnumerable<string> Changed(DepartmentView before, DepartmentView after) => new (string Name, bool IsChanged)[]
    {
        ("name", before.Name != after.Name),
        ("code", before.Code != after.Code),
        ("settings", before.Settings != after.Settings),
        ("is_active", before.IsActive != after.IsActive),
        ("freeze", before.Freeze != after.Freeze),
    }.Where(field => field.IsChanged).Select(field => field.Name);
}
