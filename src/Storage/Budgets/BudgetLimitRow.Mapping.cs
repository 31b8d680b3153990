using DonatelloAI.Contracts;
using DonatelloAI.Storage.Modelling;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace DonatelloAI.Storage.Budgets;

internal sealed class BudgetLimitMapping(Dialect sql) : IEntityTypeConfiguration<BudgetLimitRow>
{
    public void Configure(EntityTypeBuilder<BudgetLimitRow> row)
    {
        row.ToTable("budget_limits", table => table.HasComment("What one person or key may spend in a month"));
        row.HasKey(x => new { x.DepartmentId, x.SubjectId });
        row.InDepartment(x => new { x.OrganizationId, x.DepartmentId });
        row.Property(x => x.SubjectKind).HasMaxLength(10);
        row.Property(x => x.SpentAud).Default(Money.Zero);
        row.Property(x => x.CreatedAt).DefaultNow(sql);
        row.Property(x => x.UpdatedAt).DefaultNow(sql);

        row.Check("chk_budget_limits_amount_aud", "amount_aud >= 0");
        row.Check("chk_budget_limits_spent_aud", "spent_aud >= 0");
    }
}
