using DonatelloAI.Api.Bodies;
using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Api.Users;

/// <summary>What a person prefers.</summary>
internal sealed record UserSettingsBody
{
    /// <summary>Whether clients tell the person of ended work.</summary>
    public bool? NotificationsEnabled { get; init; }

    /// <summary>The model where an order names none.</summary>
    public string? PreferredModel { get; init; }

    /// <summary>Whether clients fetch images by themselves.</summary>
    public bool? AutoDownload { get; init; }

    public UserSettings ToSettings() => new(NotificationsEnabled, PreferredModel, AutoDownload);

    public static UserSettingsBody Of(UserSettings settings) => new()
    {
        NotificationsEnabled = settings.NotificationsEnabled,
        PreferredModel = settings.PreferredModel,
        AutoDownload = settings.AutoDownload,
    };
}

/// <summary>A person to add.</summary>
internal sealed record AddUserBody
{
    /// <summary>Mail address, ASCII. The same address in capitals is the same person.</summary>
    public required string Email { get; init; }

    /// <summary>Name to show, 1 to 255 characters.</summary>
    public string? DisplayName { get; init; }

    /// <summary>What the person may do, not above your own role; standard_user without it.</summary>
    public UserRole? Role { get; init; }

    /// <summary>The person's department, of the same organisation.</summary>
    public Guid? DepartmentId { get; init; }

    /// <summary>Object id at the identity provider.</summary>
    public string? AzureAdId { get; init; }

    /// <summary>What the person prefers.</summary>
    public UserSettingsBody? Settings { get; init; }

    public AddUser ToRequest(Guid id, Caller caller) => new()
    {
        UserId = id,
        Caller = caller,
        Fields = new UserFields
        {
            Email = Email,
            DisplayName = DisplayName,
            Role = Role,
            DepartmentId = DepartmentId,
            AzureAdId = AzureAdId,
            Settings = Settings?.ToSettings(),
        },
    };
}

/// <summary>What to change of a person; absent fields stay as they are, and null clears those that may be empty.</summary>
internal sealed record ChangeUserBody : PatchBody
{
    private const string DisplayNameField = "display_name";
    private const string DepartmentIdField = "department_id";
    private const string AzureAdIdField = "azure_ad_id";

    protected override IReadOnlyList<string> Clearable => [DisplayNameField, DepartmentIdField, AzureAdIdField];

    /// <summary>Mail address, ASCII. The same address in capitals is the same person.</summary>
    public string? Email { get; init; }

    /// <summary>Name to show, 1 to 255 characters; null for none.</summary>
    public string? DisplayName { get; init; }

    /// <summary>What the person may do, not above your own role.</summary>
    public UserRole? Role { get; init; }

    /// <summary>The person's department, of the same organisation; null for none.</summary>
    public Guid? DepartmentId { get; init; }

    /// <summary>Object id at the identity provider; null for one who shall not sign in there.</summary>
    public string? AzureAdId { get; init; }

    /// <summary>All of the person's settings: one that is absent in them is removed.</summary>
    public UserSettingsBody? Settings { get; init; }

    /// <summary>False deactivates the person, as DELETE does; true lets them in again.</summary>
    public bool? IsActive { get; init; }

    public UserFields ToFields() => new()
    {
        Email = Email,
        DisplayName = DisplayName,
        Role = Role,
        DepartmentId = DepartmentId,
        AzureAdId = AzureAdId,
        Settings = Settings?.ToSettings(),
        IsActive = IsActive,
        Cleared = (Clears(DisplayNameField) ? UserBlanks.DisplayName : UserBlanks.None)
            | (Clears(DepartmentIdField) ? UserBlanks.DepartmentId : UserBlanks.None)
            | (Clears(AzureAdIdField) ? UserBlanks.AzureAdId : UserBlanks.None),
    };
}

/// <summary>A person, as administrators see them.</summary>
internal sealed record UserAnswer
{
    /// <summary>The person.</summary>
    public required Guid Id { get; init; }

    /// <summary>The person's organisation.</summary>
    public required Guid OrganizationId { get; init; }

    /// <summary>The person's own department.</summary>
    public Guid? DepartmentId { get; init; }

    /// <summary>Object id at the identity provider.</summary>
    public string? AzureAdId { get; init; }

    /// <summary>Mail address; absent once the person's data were erased.</summary>
    public string? Email { get; init; }

    /// <summary>Name to show.</summary>
    public string? DisplayName { get; init; }

    /// <summary>What the person may do.</summary>
    public required UserRole Role { get; init; }

    /// <summary>False once deactivated.</summary>
    public required bool IsActive { get; init; }

    /// <summary>True once a sign-in proved a second factor.</summary>
    public required bool MfaEnabled { get; init; }

    /// <summary>What the person prefers.</summary>
    public required UserSettingsBody Settings { get; init; }

    /// <summary>Last sign-in.</summary>
    public DateTimeOffset? LastLoginAt { get; init; }

    /// <summary>When the account was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the account last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    public static UserAnswer Of(UserView user) => new()
    {
        Id = user.Id,
        OrganizationId = user.OrganizationId,
        DepartmentId = user.DepartmentId,
        AzureAdId = user.AzureAdId,
        Email = user.Email,
        DisplayName = user.DisplayName,
        Role = user.Role,
        IsActive = user.IsActive,
        MfaEnabled = user.MfaEnabled,
        Settings = UserSettingsBody.Of(user.Settings),
        LastLoginAt = user.LastLoginAt,
        CreatedAt = user.CreatedAt,
        UpdatedAt = user.UpdatedAt,
    };
}
