using DonatelloAI.Contracts.Organizations;
using DonatelloAI.Grains.Budgets;

namespace DonatelloAI.Grains.Organizations;

/// <summary>What is checked of a new department before anything is looked up.</summary>
internal static class DepartmentRules
{
    /// <summary>Longest name, in characters.</summary>
    public const int MaxNameLength = 255;

    /// <summary>Longest code, in characters.</summary>
    public const int MaxCodeLength = 50;

    public static Breach? Check(CreateDepartment request) =>
        request.DepartmentId == Guid.Empty || request.ActorId == Guid.Empty ? Breach.Field("department_id and actor_id must not be empty.")
        : !IsText(request.Name, MaxNameLength) ? Breach.Field($"name must have 1 to {MaxNameLength} characters.")
        : !IsText(request.Code, MaxCodeLength) ? Breach.Field($"code must have 1 to {MaxCodeLength} characters.")
        : request.MonthlyBudget.IsNegative || !request.MonthlyBudget.IsInRange ? Breach.Amount("monthly_budget_aud", request.MonthlyBudget, "zero")
        : !Enum.IsDefined(request.Mode) ? Breach.Field("enforcement_mode must be hard, soft or warn.")
        : null;

    private static bool IsText(string text, int maxLength) => !string.IsNullOrWhiteSpace(text) && text.Length <= maxLength;
}
