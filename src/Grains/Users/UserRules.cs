using System.Buffers;
using DonatelloAI.Contracts.Organizations;
using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Grains.Users;

/// <summary>Who may be added to an organisation, and what may become of a person. Pure.</summary>
public static class UserRules
{
    private const int MaxLocalLength = 64;
    private const int MaxModelLength = 200;

    // What mail servers take without quotation marks. ASCII only: letters that merely look like others never make another person.
    private static readonly SearchValues<char> LocalCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$%&'*+-/=?^_`{|}~");

    private static readonly SearchValues<char> DomainCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-");

    /// <summary>A person to add.</summary>
    /// <param name="scene">What decides.</param>
    /// <param name="request">Who.</param>
    /// <param name="now">The moment.</param>
    public static UserDecision Add(UserScene scene, AddUser request, DateTimeOffset now) =>
        request.Fields.Email is null ? Refuse(OrganizationRefusal.InvalidRequest, "email is missing.", "email")
        : Refusal(scene, request.UserId, before: null, request.Fields, request.Caller) is { } refusal ? new UserDecision(refusal)
        : new UserDecision(After: new UserView
        {
            Id = request.UserId,
            OrganizationId = scene.Fence.OrganizationId,
            DepartmentId = request.Fields.DepartmentId,
            AzureAdId = request.Fields.AzureAdId,
            Email = request.Fields.Email,
            DisplayName = request.Fields.DisplayName,
            Role = request.Fields.Role ?? UserRole.StandardUser,
            IsActive = request.Fields.IsActive ?? true,
            MfaEnabled = false,
            Settings = request.Fields.Settings ?? new UserSettings(),
            CreatedAt = now,
            UpdatedAt = now,
        })
        { Fences = [scene.Fence] };

    /// <summary>A person to change.</summary>
    /// <param name="scene">What decides.</param>
    /// <param name="before">The person, in clear.</param>
    /// <param name="request">What changes.</param>
    /// <param name="now">The moment.</param>
    public static UserDecision Change(UserScene scene, UserView before, ChangeUser request, DateTimeOffset now)
    {
        if (request.ExpectedTag is { } tag && tag != before.Tag)
        {
            return Refuse(OrganizationRefusal.TagChanged, "The person has changed since: read them again.");
        }

        if (before.Email is null)
        {
            return Refuse(OrganizationRefusal.NotFound, "The person's data cannot be opened any more: they were erased, or their master key is missing.");
        }

        var kept = Without(before, request.Fields.Cleared);
        var after = kept with
        {
            DepartmentId = request.Fields.DepartmentId ?? kept.DepartmentId,
            AzureAdId = request.Fields.AzureAdId ?? kept.AzureAdId,
            Email = request.Fields.Email ?? before.Email,
            DisplayName = request.Fields.DisplayName ?? kept.DisplayName,
            Role = request.Fields.Role ?? before.Role,
            IsActive = request.Fields.IsActive ?? before.IsActive,
            Settings = request.Fields.Settings ?? before.Settings,
        };
        var refusal = Refusal(scene, before.Id, before, request.Fields, request.Caller) ?? LastOne(scene, before, after);
        return refusal is not null ? new UserDecision(refusal)
            : after == before ? new UserDecision()
            : new UserDecision(After: after with { UpdatedAt = now }) { Fences = FencesOf(scene, before, after), Fields = [.. Changed(before, after)] };
    }

    /// <summary>A person to erase.</summary>
    /// <param name="scene">What decides.</param>
    /// <param name="before">The person, as stored: nothing of them need open.</param>
    /// <param name="caller">Who asks.</param>
    public static UserDecision Erase(UserScene scene, UserView before, Caller caller)
    {
        var after = before with { IsActive = false };
        var refusal = before.Role > caller.Role
            ? Refused(OrganizationRefusal.RoleAboveOwn, "The person's role is above your own.")
            : LastOne(scene, before, after);
        return refusal is not null ? new UserDecision(refusal) : new UserDecision(After: after) { Fences = FencesOf(scene, before, after) };
    }

    /// <summary>True when a person is what a request asks for, or cannot tell because they have changed since.</summary>
    public static bool IsMadeBy(UserView known, AddUser request) => known.UpdatedAt != known.CreatedAt || (
        known.Email == request.Fields.Email
        && known.DisplayName == request.Fields.DisplayName
        && known.Role == (request.Fields.Role ?? UserRole.StandardUser)
        && known.DepartmentId == request.Fields.DepartmentId
        && known.AzureAdId == request.Fields.AzureAdId
        && known.Settings == (request.Fields.Settings ?? new UserSettings()));

    /// <summary>True for an ASCII address of at most 254 characters with one @ and a domain of several labels.</summary>
    public static bool IsEmail(string email)
    {
        var at = email.IndexOf('@', StringComparison.Ordinal);
        if (at is < 1 or > MaxLocalLength || email.Length > UserFields.MaxEmailLength)
        {
            return false;
        }

        var local = email.AsSpan(0, at);
        var domain = email.AsSpan(at + 1);
        return !local.ContainsAnyExcept(LocalCharacters) && IsDotted(local)
            && !domain.ContainsAnyExcept(DomainCharacters) && IsDotted(domain) && domain.Contains('.');
    }

    private static UserView Without(UserView user, UserBlanks cleared) => user with
    {
        DepartmentId = cleared.HasFlag(UserBlanks.DepartmentId) ? null : user.DepartmentId,
        AzureAdId = cleared.HasFlag(UserBlanks.AzureAdId) ? null : user.AzureAdId,
        DisplayName = cleared.HasFlag(UserBlanks.DisplayName) ? null : user.DisplayName,
    };

    private static bool IsDotted(ReadOnlySpan<char> text) =>
        text.Length > 0 && text[0] != '.' && text[^1] != '.' && !text.Contains("..", StringComparison.Ordinal);

    private static OrganizationRefused? Refusal(UserScene scene, Guid userId, UserView? before, UserFields fields, Caller caller) =>
        Invalid(fields)
        ?? (fields.Role > caller.Role ? Refused(OrganizationRefusal.RoleAboveOwn, "role must not be above your own.", "role")
        : before?.Role > caller.Role ? Refused(OrganizationRefusal.RoleAboveOwn, "The person's role is above your own.")
        : scene.EmailOwner is { } owner && owner != userId ? Refused(OrganizationRefusal.EmailTaken, "Somebody has this mail address, in whatever case it is written.", "email")
        : scene.AzureAdIdOwner is { } known && known != userId ? Refused(OrganizationRefusal.AzureAdIdTaken, "Somebody has this azure_ad_id.", "azure_ad_id")
        : fields.DepartmentId is null || fields.DepartmentId == before?.DepartmentId ? null
        : scene.IsDepartmentActive is not { } isActive
            ? Refused(OrganizationRefusal.DepartmentUnknown, "department_id must be a department of the person's organisation.", "department_id")
        : isActive ? null
        : Refused(OrganizationRefusal.DepartmentInactive, "department_id is a department that is deactivated.", "department_id"));

    private static OrganizationRefused? Invalid(UserFields fields) =>
        fields.Email is { } email && !IsEmail(email)
            ? Wrong("email", $"email must be an ASCII address such as mary@acme.com.au, of at most {UserFields.MaxEmailLength} characters.")
        : fields.DisplayName is { } name && (string.IsNullOrWhiteSpace(name) || name.Length > UserFields.MaxTextLength)
            ? Wrong("display_name", $"display_name must have 1 to {UserFields.MaxTextLength} characters.")
        : fields.Role is { } role && !Enum.IsDefined(role) ? Wrong("role", "role must be one of the known roles.")
        : fields.AzureAdId is { } id && !IsObjectId(id)
            ? Wrong("azure_ad_id", $"azure_ad_id must have 1 to {UserFields.MaxTextLength} printable ASCII characters without spaces, and must not begin with {StoredUsers.LocalPrefix} or {StoredUsers.ErasedPrefix}.")
        : fields.Settings?.PreferredModel is { } model && (string.IsNullOrWhiteSpace(model) || model.Length > MaxModelLength)
            ? Wrong("settings.preferred_model", $"settings.preferred_model must have 1 to {MaxModelLength} characters.")
        : null;

    private static bool IsObjectId(string id) =>
        id.Length is > 0 and <= UserFields.MaxTextLength && id.All(letter => letter is > ' ' and <= '~') && !StoredUsers.IsOurs(id);

    private static OrganizationRefused? LastOne(UserScene scene, UserView before, UserView after) =>
        Ends(before, after, UserRole.SuperAdmin) && scene.OtherSuperAdmin is null
            ? Refused(OrganizationRefusal.LastSuperAdmin, "The installation has no other super_admin: make one first.")
        : Ends(before, after, UserRole.OrgAdmin) && !scene.HasOtherAdmin
            ? Refused(OrganizationRefusal.LastOrgAdmin, "The organisation has no other administrator: make one first.")
        : null;

    /// <summary>True when the person was at least of a role, and is not any more.</summary>
    private static bool Ends(UserView before, UserView after, UserRole role) => Holds(before, role) && !Holds(after, role);

    private static bool Holds(UserView user, UserRole role) => user.IsActive && user.Role >= role;

    /// <summary>
    /// Behind the person's organisation; and whoever ends a super_admin also behind the organisation of the one who stays, so that two of them
    /// do not end each other.
    /// </summary>
    private static IReadOnlyList<OrganizationFence> FencesOf(UserScene scene, UserView before, UserView after) =>
        Ends(before, after, UserRole.SuperAdmin) && scene.OtherSuperAdmin is { } other && other.OrganizationId != scene.Fence.OrganizationId
            ? [scene.Fence, other]
            : [scene.Fence];

    private static IEnumerable<string> Changed(UserView before, UserView after) => new (string Name, bool IsChanged)[]
    {
        ("email", before.Email != after.Email),
        ("display_name", before.DisplayName != after.DisplayName),
        ("role", before.Role != after.Role),
        ("department_id", before.DepartmentId != after.DepartmentId),
        ("azure_ad_id", before.AzureAdId != after.AzureAdId),
        ("settings", before.Settings != after.Settings),
        ("is_active", before.IsActive != after.IsActive),
    }.Where(field => field.IsChanged).Select(field => field.Name);

    private static OrganizationRefused Wrong(string field, string message) => new(OrganizationRefusal.InvalidRequest, message, field);

    private static OrganizationRefused Refused(OrganizationRefusal reason, string message, string? field = null) => new(reason, message, field);

    private static UserDecision Refuse(OrganizationRefusal reason, string message, string? field = null) => new(Refused(reason, message, field));
}

/// <summary>A refusal, a person to write, or neither when all is as asked.</summary>
/// <param name="Refusal">Why not; null when it may be.</param>
/// <param name="After">The person as they shall be, in clear; null for nothing to do.</param>
public sealed record UserDecision(OrganizationRefused? Refusal = null, UserView? After = null)
{
    /// <summary>The organisations behind whose versions it is committed, the person's own first.</summary>
    public IReadOnlyList<OrganizationFence> Fences { get; init; } = [];

    /// <summary>Names of the fields that change; none for a new person.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];
}
