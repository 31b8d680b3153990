using DonatelloAI.Storage.Modelling;
using DonatelloAI.Storage.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace DonatelloAI.Storage.Generations;

internal sealed class CostEventMapping(Dialect sql) : IEntityTypeConfiguration<CostEventRow>
{
    public void Configure(EntityTypeBuilder<CostEventRow> row)
    {
        row.ToTable("cost_events", table => table.HasComment("What each billed attempt cost"));
        row.HasKey(x => x.Id);
        row.HasOne<GenerationRow>().WithMany().HasForeignKey(x => x.GenerationId).OnDelete(DeleteBehavior.Restrict);
        row.InDepartment(x => new { x.OrganizationId, x.DepartmentId });
        row.HasOne<UserRow>().WithMany().HasForeignKey(x => x.UserId).OnDelete(DeleteBehavior.Restrict);
        row.Property(x => x.Id).DefaultNewId(sql);
        row.Property(x => x.ModelProvider).Ascii(50);
        row.Property(x => x.CostSource).HasMaxLength(20);
        row.Property(x => x.ProviderAmount).HasPrecision(28, 12);
        row.Property(x => x.ProviderCurrency).Ascii(3).IsFixedLength();
        row.Property(x => x.FxRate).HasPrecision(19, 9);
        row.Property(x => x.Currency).Ascii(3).Default("AUD");
        row.Property(x => x.CreatedAt).DefaultNow(sql);
        row.Property(x => x.Metadata).Json().Default("{}").HasComment("JSON: billing_period, invoice_id, tax_amount");

        row.Check("chk_cost_events_attempt_no", "attempt_no >= 1");
        row.Check("chk_cost_events_amounts", "estimated_cost_aud >= 0 AND actual_cost_aud >= 0 AND provider_cost_aud >= 0");
        row.HasIndex(x => new { x.GenerationId, x.AttemptNo }).IsUnique().HasDatabaseName("uq_cost_events_generation_id_attempt_no");
        row.HasIndex(x => new { x.DepartmentId, x.PeriodStart }).HasDatabaseName("idx_cost_events_department_id");
        row.HasIndex(x => x.UserId).HasDatabaseName("idx_cost_events_user_id");
        row.HasIndex(x => new { x.OrganizationId, x.CreatedAt })
            .IsDescending(false, true)
            .HasDatabaseName("idx_cost_events_created_at");
        row.HasIndex(x => new { x.OrganizationId, x.ModelProvider, x.CreatedAt })
            .IsDescending(false, false, true)
            .HasDatabaseName("idx_cost_events_model_provider");
    }
}
