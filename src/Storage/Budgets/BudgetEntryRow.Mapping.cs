using DonatelloAI.Storage.Modelling;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace DonatelloAI.Storage.Budgets;

internal sealed class BudgetEntryMapping : IEntityTypeConfiguration<BudgetEntryRow>
{
    public void Configure(EntityTypeBuilder<BudgetEntryRow> row)
    {
        row.ToTable("budget_entries", table => table.HasComment("The ledgers of the departments; append-only"));
        row.RefusesUpdate();
        row.HasKey(x => new { x.DepartmentId, x.Sequence });

        // The only reference: this table takes a row for every verb of every department, and each further reference would be one
        // more lookup on that path. The other ids come from rows of the same commit.
        row.InDepartment(x => new { x.OrganizationId, x.DepartmentId });
        row.Property(x => x.EnforcementMode).HasMaxLength(10);
        row.Property(x => x.Overrun).Default(false);
        row.Property(x => x.Reason).HasMaxLength(255);
        row.Property(x => x.Detail).Json();

        row.Check("chk_budget_entries_sequence", "sequence > 0");
        row.Check("chk_budget_entries_after", "spent_after_aud >= 0 AND held_after_aud >= 0 AND budget_after_aud >= 0");
        row.HasIndex(x => new { x.DepartmentId, x.OperationId })
            .IsUnique()
            .HasFilter("operation_id IS NOT NULL")
            .HasDatabaseName("uq_budget_entries_operation_id");
    }
}
