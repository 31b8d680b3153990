using DonatelloAI.Contracts;
using DonatelloAI.Storage.Modelling;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace DonatelloAI.Storage.Budgets;

internal sealed class BudgetPeriodMapping(Dialect sql) : IEntityTypeConfiguration<BudgetPeriodRow>
{
    public void Configure(EntityTypeBuilder<BudgetPeriodRow> row)
    {
        row.ToTable("budget_periods", table => table.HasComment("What each department budgeted, spent and held, month by month"));
        row.HasKey(x => new { x.DepartmentId, x.PeriodStart });
        row.InDepartment(x => new { x.OrganizationId, x.DepartmentId });
        row.Property(x => x.TimeZone).Ascii(64);
        row.Property(x => x.BudgetAud).Default(Money.Zero);
        row.Property(x => x.EnforcementMode).HasMaxLength(10);
        row.Property(x => x.SpentAud).Default(Money.Zero);
        row.Property(x => x.HeldAud).Default(Money.Zero);
        row.Property(x => x.AlertedPercent).Default(0);
        row.Property(x => x.OpenedAt).DefaultNow(sql);
        row.Property(x => x.UpdatedAt).DefaultNow(sql);

        row.Check("chk_budget_periods_period", "period_end > period_start");
        row.Check("chk_budget_periods_amounts", "budget_aud >= 0 AND spent_aud >= 0 AND held_aud >= 0");
        row.Check("chk_budget_periods_alerted_percent", "alerted_percent >= 0");
        row.HasIndex(x => new { x.OrganizationId, x.PeriodStart }).HasDatabaseName("idx_budget_periods_organization_id");
    }
}
