using System.Text.Json;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Storage.Organizations;

namespace DonatelloAI.Storage.Budgets;

/// <summary>
/// Makes a department together with its budget, because there is never one without the other: the department's row, its
/// budget, the first period, and the entry with which its ledger begins. It asks no cap: who adds to an organisation that
/// exists does so behind its fence, as <c>IOrganizationBudgetGrain.CreateDepartment</c>.
/// </summary>
public static class DepartmentFactory
{
    private const string DefaultThresholds = "[50,80,100]";

    /// <summary>Adds the rows to a context; they become visible together when it is saved.</summary>
    /// <param name="context">The context of the commit that they are part of.</param>
    /// <param name="department">What to make.</param>
    /// <param name="now">The moment at which the ledger begins.</param>
    public static void Add(DonatelloContext context, NewDepartment department, DateTimeOffset now)
    {
        var period = BudgetPeriod.Containing(now, department.Zone);
        context.Departments.Add(new DepartmentRow
        {
            Id = department.Id,
            OrganizationId = department.OrganizationId,
            Name = department.Name,
            Code = department.Code,
            Settings = department.Settings,
            CreatedAt = now,
            UpdatedAt = now,
        });
        context.DepartmentBudgets.Add(BudgetOf(department, period, now));
        context.BudgetPeriods.Add(FirstPeriodOf(department, period, now));
        context.BudgetEntries.Add(FirstEntryOf(department, period, now));
    }

    private static DepartmentBudgetRow BudgetOf(NewDepartment department, BudgetPeriod period, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        OrganizationId = department.OrganizationId,
        DepartmentId = department.Id,
        MonthlyBudgetAud = department.MonthlyBudget,
        AllocatedAud = department.Allotted,
        BudgetPeriodStart = period.Start,
        BudgetPeriodEnd = period.End,
        TimeZone = period.Zone.Id,
        EnforcementMode = department.Mode,
        Thresholds = DefaultThresholds,
        LastResetAt = now,
        Version = 1,
        LastSequence = 1,
        LastEntryAt = now,
        CreatedAt = now,
        UpdatedAt = now,
    };

    private static BudgetPeriodRow FirstPeriodOf(NewDepartment department, BudgetPeriod period, DateTimeOffset now) => new()
    {
        DepartmentId = department.Id,
        PeriodStart = period.Start,
        OrganizationId = department.OrganizationId,
        PeriodEnd = period.End,
        TimeZone = period.Zone.Id,
        BudgetAud = department.MonthlyBudget,
        EnforcementMode = department.Mode,
        OpenedAt = now,
        UpdatedAt = now,
    };

    private static BudgetEntryRow FirstEntryOf(NewDepartment department, BudgetPeriod period, DateTimeOffset now) => new()
    {
        DepartmentId = department.Id,
        Sequence = 1,
        OrganizationId = department.OrganizationId,
        PeriodStart = period.Start,
        Kind = EntryKind.SetBudget,
        AmountAud = department.MonthlyBudget,
        SpentAfterAud = Money.Zero,
        HeldAfterAud = Money.Zero,
        BudgetAfterAud = department.MonthlyBudget,
        EnforcementMode = department.Mode,
        ActorId = department.ActorId,
        Reason = "The department was created.",
        Detail = DetailOf(department, period),
        CreatedAt = now,
    };

    private static string DetailOf(NewDepartment department, BudgetPeriod period) => JsonSerializer.Serialize(new
    {
        thresholds = JsonSerializer.Deserialize<int[]>(DefaultThresholds),
        time_zone = period.Zone.Id,
    });
}

/// <summary>A department to make.</summary>
public sealed record NewDepartment
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The organisation it belongs to.</summary>
    public required Guid OrganizationId { get; init; }

    /// <summary>Its name, at most 255 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Its short identifier, such as <c>MKTG</c>, unique in the organisation.</summary>
    public required string Code { get; init; }

    /// <summary>The organisation's time zone, whose calendar the first period follows.</summary>
    public required TimeZoneInfo Zone { get; init; }

    /// <summary>Its budget of a month, zero or more; none unless told otherwise.</summary>
    public Money MonthlyBudget { get; init; }

    /// <summary>Its share under the organisation's cap; null without a cap.</summary>
    public Money? Allotted { get; init; }

    /// <summary>What happens above the budget; refusal unless told otherwise.</summary>
    public EnforcementMode Mode { get; init; } = EnforcementMode.Hard;

    /// <summary>Its settings as JSON; none unless told otherwise.</summary>
    public string Settings { get; init; } = "{}";

    /// <summary>The administrator who makes it; null for the first start.</summary>
    public Guid? ActorId { get; init; }
}
