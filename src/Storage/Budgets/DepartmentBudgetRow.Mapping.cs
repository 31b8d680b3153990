using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Storage.Modelling;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace DonatelloAI.Storage.Budgets;

internal sealed class DepartmentBudgetMapping(Dialect sql) : IEntityTypeConfiguration<DepartmentBudgetRow>
{
    public void Configure(EntityTypeBuilder<DepartmentBudgetRow> row)
    {
        row.ToTable("department_budgets", table => table.HasComment("Each department's budget, spend and holds in its current month"));
        row.HasKey(x => x.Id);
        row.InDepartment(x => new { x.OrganizationId, x.DepartmentId });
        row.Property(x => x.Id).DefaultNewId(sql);
        row.Property(x => x.MonthlyBudgetAud).Default(Money.Zero);
        row.Property(x => x.CurrentSpendAud).Default(Money.Zero);
        row.Property(x => x.CurrentHeldAud).Default(Money.Zero);
        row.Property(x => x.Utilization)
            .HasColumnType(sql.RatioType)
            .HasComputedColumnSql(sql.Ratio("current_spend_aud", "monthly_budget_aud"), stored: true);
        row.Property(x => x.TimeZone).Ascii(64);
        row.Property(x => x.EnforcementMode)
            .HasMaxLength(10)
            .Default(EnforcementMode.Hard)
            .HasComment("Above the budget: hard refuses, soft allows and logs, warn allows and alerts");
        row.Property(x => x.Thresholds).Json().Default("[50,80,100]");
        row.Property(x => x.Version).Default(0L).IsConcurrencyToken();
        row.Property(x => x.LastSequence).Default(0L);
        row.Property(x => x.CreatedAt).DefaultNow(sql);
        row.Property(x => x.UpdatedAt).DefaultNow(sql);

        row.Check("chk_budget_period", "budget_period_end > budget_period_start");
        row.Check("chk_department_budgets_monthly_budget_aud", "monthly_budget_aud >= 0");
        row.Check("chk_department_budgets_allocated_aud", "allocated_aud >= 0");
        row.Check("chk_department_budgets_current_spend_aud", "current_spend_aud >= 0");
        row.Check("chk_department_budgets_current_held_aud", "current_held_aud >= 0");
        row.HasIndex(x => x.DepartmentId).IsUnique().HasDatabaseName("uq_department_budgets_department_id");
        row.HasIndex(x => new { x.BudgetPeriodStart, x.BudgetPeriodEnd }).HasDatabaseName("idx_dept_budgets_period");
        row.HasIndex(x => new { x.OrganizationId, x.Utilization })
            .HasFilter("monthly_budget_aud > 0")
            .HasDatabaseName("idx_dept_budgets_utilization");
    }
}
