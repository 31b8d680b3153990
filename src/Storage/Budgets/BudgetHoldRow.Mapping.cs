using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Storage.Batches;
using DonatelloAI.Storage.Generations;
using DonatelloAI.Storage.Modelling;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace DonatelloAI.Storage.Budgets;

internal sealed class BudgetHoldMapping : IEntityTypeConfiguration<BudgetHoldRow>
{
    public void Configure(EntityTypeBuilder<BudgetHoldRow> row)
    {
        row.ToTable("budget_holds", table => table.HasComment("Money set aside for one attempt of a generation, or for a batch"));
        row.HasKey(x => x.Id);
        row.Property(x => x.Id).ValueGeneratedNever();
        row.HasOne<GenerationRow>().WithMany().HasForeignKey(x => x.GenerationId).OnDelete(DeleteBehavior.Restrict);
        row.HasOne<BatchRow>().WithMany().HasForeignKey(x => x.BatchId).OnDelete(DeleteBehavior.Restrict);
        row.Property(x => x.AttemptNo).Default(1);
        row.Property(x => x.ChargedAud).Default(Money.Zero);
        row.Property(x => x.FxRate).HasPrecision(19, 9);
        row.Property(x => x.State).HasMaxLength(10).Default(HoldState.Open);

        row.Check("chk_budget_holds_work", "generation_id IS NULL OR batch_id IS NULL");
        row.Check("chk_budget_holds_remaining_aud", "remaining_aud >= 0 AND remaining_aud <= amount_aud");
        row.Check("chk_budget_holds_charged_aud", "charged_aud >= 0");
        row.Check("chk_budget_holds_closed", "state = 'open' OR remaining_aud = 0");
        row.Check("chk_budget_holds_attempt_no", "attempt_no >= 1");

        // Every index here is paid for by every hold: what an activation loads, and what finds the holds of a generation or batch
        // (their references need an index anyway, or a purge would read the table once a row).
        row.HasIndex(x => x.DepartmentId).HasFilter("state = 'open'").HasDatabaseName("idx_budget_holds_open");
        row.HasIndex(x => new { x.GenerationId, x.AttemptNo })
            .IsUnique()
            .HasFilter("generation_id IS NOT NULL")
            .HasDatabaseName("uq_budget_holds_generation_id_attempt_no");
        row.HasIndex(x => x.BatchId).HasFilter("batch_id IS NOT NULL").HasDatabaseName("idx_budget_holds_batch_id");
    }
}
