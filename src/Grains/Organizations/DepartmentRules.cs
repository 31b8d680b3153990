using DonatelloAI.Contracts.Organizations;
using DonatelloAI.Grains.Budgets;

namespace DonatelloAI.Grains.Organizations;

/// <summary>What is checked of a department before anything is looked up.</summary>
internal static class DepartmentRules
{
    /// <summary>Longest name, in characters.</summary>
    public const int MaxNameLength = 255;

    /// <summary>Longest code, in characters.</summary>
    public const int MaxCodeLength = 50;

    /// <summary>Longest name of a model or quality, in characters.</summary>
    public const int MaxSettingLength = 200;

    public static Breach? Check(CreateDepartment request) =>
        request.DepartmentId == Guid.Empty || request.ActorId == Guid.Empty ? Breach.Field("department_id and actor_id must not be empty.")
        : Wrong(request.Name, request.Code, request.Settings) is { } wrong ? Breach.Field(wrong.Message)
        : request.MonthlyBudget.IsNegative || !request.MonthlyBudget.IsInRange ? Breach.Amount("monthly_budget_aud", request.MonthlyBudget, "zero")
        : !Enum.IsDefined(request.Mode) ? Breach.Field("enforcement_mode must be hard, soft or warn.")
        : null;

    public static OrganizationRefused? Check(ChangeDepartment request) => Wrong(request.Name ?? "-", request.Code ?? "-", request.Settings) is { } wrong
        ? new OrganizationRefused(OrganizationRefusal.InvalidRequest, wrong.Message, wrong.Field)
        : null;

    private static (string Field, string Message)? Wrong(string name, string code, DepartmentSettings? settings) =>
        !IsText(name, MaxNameLength) ? ("name", $"name must have 1 to {MaxNameLength} characters.")
        : !IsText(code, MaxCodeLength) ? ("code", $"code must have 1 to {MaxCodeLength} characters.")
        : settings?.DefaultModel is { } model && !IsText(model, MaxSettingLength)
            ? ("settings.default_model", $"settings.default_model must have 1 to {MaxSettingLength} characters.")
        : settings?.QualityPreference is { } quality && !IsText(quality, MaxSettingLength)
            ? ("settings.quality_preference", $"settings.quality_preference must have 1 to {MaxSettingLength} characters.")
        : settings?.CostWeight is < 0 or > 1 ? ("settings.cost_weight", "settings.cost_weight must be a number from 0 to 1.")
        : null;

    private static bool IsText(string text, int maxLength) => !string.IsNullOrWhiteSpace(text) && text.Length <= maxLength;
}
