using DonatelloAI.Contracts.Budgets;

namespace DonatelloAI.Contracts.Organizations;

/// <summary>
/// Keeps the budgets of an organisation's departments within its cap; its key is the organisation's id. Under a cap each
/// department has an allotment: it is raised before the department's budget and lowered after it, so that at every moment
/// budgets ≤ allotments ≤ cap. Every operation may be repeated.
/// </summary>
[Alias("donatello.IOrganizationBudgetGrain")]
public interface IOrganizationBudgetGrain : IGrainWithGuidKey
{
    /// <summary>Changes a department's budget, mode or thresholds; the answer is the department's, or a refusal of the cap.</summary>
    [Alias("SetDepartmentBudget")]
    Task<BudgetReply> SetDepartmentBudget(SetBudget change, Guid departmentId);

    /// <summary>
    /// Makes a department whose budget fits under the cap. <see cref="BudgetAccepted.Left"/> is what may still be allotted,
    /// zero without a cap.
    /// </summary>
    [Alias("CreateDepartment")]
    Task<BudgetReply> CreateDepartment(CreateDepartment request);

    /// <summary>Sets or removes the cap. <see cref="BudgetAccepted.Left"/> is what may still be allotted, zero without a cap.</summary>
    [Alias("SetMonthlyCap")]
    Task<BudgetReply> SetMonthlyCap(SetMonthlyCap change);

    /// <summary>The cap and what is allotted under it; null when there is no such organisation.</summary>
    [Alias("Read")]
    Task<OrganizationBudgetView?> Read();
}
