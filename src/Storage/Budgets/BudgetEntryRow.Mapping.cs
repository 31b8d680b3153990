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

        // No references: this table takes a row for every verb of every department, and a reference costs half as much again
        // as the row itself. The fence of the same commit finds the department, and the other ids come from the commit's own rows.
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
