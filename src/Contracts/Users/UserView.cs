using DonatelloAI.Contracts.Organizations;

namespace DonatelloAI.Contracts.Users;

/// <summary>A person as their administrators see them; texts are in clear.</summary>
[GenerateSerializer, Immutable, Alias("donatello.UserView")]
public sealed record UserView
{
    /// <summary>The person.</summary>
    [Id(0)] public required Guid Id { get; init; }

    /// <summary>The person's organisation.</summary>
    [Id(1)] public required Guid OrganizationId { get; init; }

    /// <summary>The person's own department; null for none.</summary>
    [Id(2)] public Guid? DepartmentId { get; init; }

    /// <summary>Object id at the identity provider; null for a person who has none yet.</summary>
    [Id(3)] public string? AzureAdId { get; init; }

    /// <summary>Mail address; null when the person's data were erased.</summary>
    [Id(4)] public string? Email { get; init; }

    /// <summary>Name to show; null for none.</summary>
    [Id(5)] public string? DisplayName { get; init; }

    /// <summary>What the person may do.</summary>
    [Id(6)] public required UserRole Role { get; init; }

    /// <summary>False once deactivated.</summary>
    [Id(7)] public required bool IsActive { get; init; }

    /// <summary>True once a sign-in proved a second factor.</summary>
    [Id(8)] public required bool MfaEnabled { get; init; }

    /// <summary>What the person prefers.</summary>
    [Id(9)] public required UserSettings Settings { get; init; }

    /// <summary>Last sign-in; null for none.</summary>
    [Id(10)] public DateTimeOffset? LastLoginAt { get; init; }

    /// <summary>When the account was made.</summary>
    [Id(11)] public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the account last changed.</summary>
    [Id(12)] public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Names what an edit changes.</summary>
    public string Tag => EditTag.Of(
        Email, DisplayName, $"{Role}", $"{DepartmentId}", AzureAdId, IsActive ? "active" : null,
        $"{Settings.NotificationsEnabled}", Settings.PreferredModel, $"{Settings.AutoDownload}");

    /// <summary>Names the person by id and leaves out who they are.</summary>
    public override string ToString() => $"{nameof(UserView)} {Id}";
}

/// <summary>What a person prefers.</summary>
/// <param name="NotificationsEnabled">Whether clients tell the person of ended work; null for the client's default.</param>
/// <param name="PreferredModel">The model where an order names none, <c>provider/model</c>; null for the department's.</param>
/// <param name="AutoDownload">Whether clients fetch images by themselves; null for the client's default.</param>
[GenerateSerializer, Immutable, Alias("donatello.UserSettings")]
public sealed record UserSettings(
    [property: Id(0)] bool? NotificationsEnabled = null,
    [property: Id(1)] string? PreferredModel = null,
    [property: Id(2)] bool? AutoDownload = null);

/// <summary>A page of people.</summary>
/// <param name="Users">The rows, in the order of their ids as the database sorts them.</param>
/// <param name="Next">The last row's id, where the next page begins; null on the last page.</param>
[GenerateSerializer, Immutable, Alias("donatello.UserPage")]
public sealed record UserPage(
    [property: Id(0)] IReadOnlyList<UserView> Users,
    [property: Id(1)] Guid? Next);

/// <summary>Which people to list.</summary>
/// <param name="OrganizationId">Their organisation.</param>
/// <param name="DepartmentId">Their department; null for all.</param>
/// <param name="Limit">Rows wanted.</param>
/// <param name="After">The last person of the previous page; null for the first page.</param>
[GenerateSerializer, Immutable, Alias("donatello.UserFilter")]
public sealed record UserFilter(
    [property: Id(0)] Guid OrganizationId,
    [property: Id(1)] Guid? DepartmentId,
    [property: Id(2)] int Limit,
    [property: Id(3)] Guid? After);
