using DonatelloAI.Api.Bodies;
using DonatelloAI.Api.Safety;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Organizations;
using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Api.Organizations;

/// <summary>What an organisation can switch on.</summary>
internal enum FeatureName
{
    /// <summary>Batches.</summary>
    BatchGeneration,

    /// <summary>API keys.</summary>
    ApiAccess,
}

/// <summary>What holds for all of an organisation.</summary>
internal sealed record OrganizationSettingsBody
{
    /// <summary>How clients look, such as light.</summary>
    public string? Theme { get; init; }

    /// <summary>Whose calendar its months follow, such as Australia/Sydney. A change counts from the next month.</summary>
    public string? Timezone { get; init; }

    /// <summary>Language and country of clients, such as en-AU.</summary>
    public string? Locale { get; init; }

    /// <summary>What is switched on; everything without it. Without api_access API keys are refused, except a super_admin's.</summary>
    public IReadOnlyList<FeatureName>? FeaturesEnabled { get; init; }

    /// <summary>What prompts and images may hold; without it what holds for the installation.</summary>
    public ContentSafetyBody? ContentSafety { get; init; }

    public OrganizationSettings ToSettings() => new(
        Theme, Timezone, Locale, FeaturesEnabled?.Aggregate(OrganizationFeatures.None, static (all, name) => all | ToFeature(name)), ContentSafety?.ToSettings());

    public static OrganizationSettingsBody Of(OrganizationSettings settings) => new()
    {
        Theme = settings.Theme,
        Timezone = settings.TimeZone,
        Locale = settings.Locale,
        FeaturesEnabled = settings.Features is { } features ? [.. Enum.GetValues<FeatureName>().Where(name => features.HasFlag(ToFeature(name)))] : null,
        ContentSafety = settings.ContentSafety is { } safety ? ContentSafetyBody.Of(safety) : null,
    };

    private static OrganizationFeatures ToFeature(FeatureName name) =>
        name == FeatureName.ApiAccess ? OrganizationFeatures.ApiAccess : OrganizationFeatures.BatchGeneration;
}

/// <summary>An organisation to make.</summary>
internal sealed record CreateOrganizationBody
{
    /// <summary>Its name, 1 to 255 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Its mail domain in lower case, unique among active organisations.</summary>
    public required string Domain { get; init; }

    /// <summary>What holds for all of it.</summary>
    public OrganizationSettingsBody? Settings { get; init; }

    /// <summary>What the budgets of its departments together may not exceed a month; no cap without it.</summary>
    public Money? MonthlyCapAud { get; init; }

    public CreateOrganization ToRequest(Caller caller) => new()
    {
        Caller = caller,
        Name = Name,
        Domain = Domain,
        Settings = Settings?.ToSettings(),
        MonthlyCap = MonthlyCapAud,
    };
}

/// <summary>What to change of an organisation; absent fields stay as they are, and null takes the cap or the freeze away.</summary>
internal sealed record ChangeOrganizationBody : PatchBody
{
    private const string CapField = "monthly_cap_aud";
    private const string FreezeField = "freeze";

    protected override IReadOnlyList<string> Clearable => [CapField, FreezeField];

    /// <summary>Its name, 1 to 255 characters.</summary>
    public string? Name { get; init; }

    /// <summary>All of its settings: one that is absent in them is removed.</summary>
    public OrganizationSettingsBody? Settings { get; init; }

    /// <summary>False deactivates it, as DELETE does; true opens it again. For super_admin.</summary>
    public bool? IsActive { get; init; }

    /// <summary>What the budgets of its departments together may not exceed a month; null for no cap.</summary>
    public Money? MonthlyCapAud { get; init; }

    /// <summary>Freezes it with all of its departments: new work is refused and none begins, pending work waits, running work ends; null lifts that. For super_admin.</summary>
    public FreezeBody? Freeze { get; init; }

    public ChangeOrganization ToRequest(Guid operationId, Caller caller, string? tag) => new()
    {
        Caller = caller,
        OperationId = operationId,
        Name = Name,
        Settings = Settings?.ToSettings(),
        IsActive = IsActive,
        MonthlyCap = MonthlyCapAud,
        RemovesMonthlyCap = Clears(CapField),
        FreezeReason = Freeze?.Reason,
        LiftsFreeze = Clears(FreezeField),
        ExpectedTag = tag,
    };
}

/// <summary>An organisation.</summary>
internal sealed record OrganizationAnswer
{
    /// <summary>The organisation.</summary>
    public required Guid Id { get; init; }

    /// <summary>Display name.</summary>
    public required string Name { get; init; }

    /// <summary>Mail domain.</summary>
    public required string Domain { get; init; }

    /// <summary>False once deactivated.</summary>
    public required bool IsActive { get; init; }

    /// <summary>What the budgets of its departments together may not exceed a month.</summary>
    public Money? MonthlyCapAud { get; init; }

    /// <summary>What holds for all of it.</summary>
    public required OrganizationSettingsBody Settings { get; init; }

    /// <summary>The freeze that holds.</summary>
    public FreezeAnswer? Freeze { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    public static OrganizationAnswer Of(OrganizationView organization) => new()
    {
        Id = organization.Id,
        Name = organization.Name,
        Domain = organization.Domain,
        IsActive = organization.IsActive,
        MonthlyCapAud = organization.MonthlyCap,
        Settings = OrganizationSettingsBody.Of(organization.Settings),
        Freeze = FreezeAnswer.Of(organization.Freeze),
        CreatedAt = organization.CreatedAt,
        UpdatedAt = organization.UpdatedAt,
    };
}
