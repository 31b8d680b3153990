using DonatelloAI.Api.Bodies;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Organizations;
using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Api.Organizations;

/// <summary>What a department prefers where an order leaves the choice open.</summary>
internal sealed record DepartmentSettingsBody
{
    /// <summary>The model where an order names none.</summary>
    public string? DefaultModel { get; init; }

    /// <summary>The quality it prefers.</summary>
    public string? QualityPreference { get; init; }

    /// <summary>How much price counts against quality, 0 to 1.</summary>
    public decimal? CostWeight { get; init; }

    public DepartmentSettings ToSettings() => new(DefaultModel, QualityPreference, CostWeight);

    public static DepartmentSettingsBody Of(DepartmentSettings settings) => new()
    {
        DefaultModel = settings.DefaultModel,
        QualityPreference = settings.QualityPreference,
        CostWeight = settings.CostWeight,
    };
}

/// <summary>A department to make.</summary>
internal sealed record CreateDepartmentBody
{
    /// <summary>Its name, 1 to 255 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Its short identifier, 1 to 50 characters, unique in the organisation.</summary>
    public required string Code { get; init; }

    /// <summary>What it prefers.</summary>
    public DepartmentSettingsBody? Settings { get; init; }

    /// <summary>Its budget of a month; none without it.</summary>
    public Money? MonthlyBudgetAud { get; init; }

    /// <summary>What happens above the budget; hard without it.</summary>
    public EnforcementMode? EnforcementMode { get; init; }

    public CreateDepartment ToRequest(Guid id, Caller caller) => new()
    {
        DepartmentId = id,
        ActorId = caller.UserId,
        Name = Name,
        Code = Code,
        Settings = Settings?.ToSettings(),
        MonthlyBudget = MonthlyBudgetAud ?? Money.Zero,
        Mode = EnforcementMode ?? Contracts.Budgets.EnforcementMode.Hard,
    };

    /// <summary>True when a department is what this asks for, or cannot tell because it has changed since.</summary>
    public bool Made(DepartmentView known) => known.UpdatedAt != known.CreatedAt
        || (known.Name == Name && known.Code == Code && known.Settings == (Settings?.ToSettings() ?? new DepartmentSettings()));
}

/// <summary>What to change of a department; absent fields stay as they are.</summary>
internal sealed record ChangeDepartmentBody : PatchBody
{
    private const string FreezeField = "freeze";

    protected override IReadOnlyList<string> Clearable => [FreezeField];

    /// <summary>Its name, 1 to 255 characters.</summary>
    public string? Name { get; init; }

    /// <summary>Its short identifier, 1 to 50 characters, unique in the organisation.</summary>
    public string? Code { get; init; }

    /// <summary>All of its settings: one that is absent in them is removed.</summary>
    public DepartmentSettingsBody? Settings { get; init; }

    /// <summary>False deactivates it, as DELETE does; true opens it again.</summary>
    public bool? IsActive { get; init; }

    /// <summary>Freezes it: new work is refused and none begins, pending work waits, running work ends; null lifts that.</summary>
    public FreezeBody? Freeze { get; init; }

    public ChangeDepartment ToRequest(Guid id, Caller caller, string? tag) => new()
    {
        DepartmentId = id,
        Caller = caller,
        Name = Name,
        Code = Code,
        Settings = Settings?.ToSettings(),
        IsActive = IsActive,
        FreezeReason = Freeze?.Reason,
        LiftsFreeze = Clears(FreezeField),
        ExpectedTag = tag,
    };
}

/// <summary>A department.</summary>
internal sealed record DepartmentAnswer
{
    /// <summary>The department.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its organisation.</summary>
    public required Guid OrganizationId { get; init; }

    /// <summary>Display name.</summary>
    public required string Name { get; init; }

    /// <summary>Short identifier, unique in the organisation.</summary>
    public required string Code { get; init; }

    /// <summary>False once deactivated.</summary>
    public required bool IsActive { get; init; }

    /// <summary>What it prefers.</summary>
    public required DepartmentSettingsBody Settings { get; init; }

    /// <summary>The freeze that holds.</summary>
    public FreezeAnswer? Freeze { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    public static DepartmentAnswer Of(DepartmentView department) => new()
    {
        Id = department.Id,
        OrganizationId = department.OrganizationId,
        Name = department.Name,
        Code = department.Code,
        IsActive = department.IsActive,
        Settings = DepartmentSettingsBody.Of(department.Settings),
        Freeze = FreezeAnswer.Of(department.Freeze),
        CreatedAt = department.CreatedAt,
        UpdatedAt = department.UpdatedAt,
    };
}
