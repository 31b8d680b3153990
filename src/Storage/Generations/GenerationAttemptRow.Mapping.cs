using DonatelloAI.Grains.Generations;
using DonatelloAI.Storage.Modelling;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace DonatelloAI.Storage.Generations;

internal sealed class GenerationAttemptMapping(Dialect sql) : IEntityTypeConfiguration<GenerationAttemptRow>
{
    public void Configure(EntityTypeBuilder<GenerationAttemptRow> row)
    {
        row.ToTable("generation_attempts", table => table.HasComment("Calls to providers, from lease to settlement"));
        row.HasKey(x => x.Id);
        row.HasOne<GenerationRow>().WithMany().HasForeignKey(x => x.GenerationId).OnDelete(DeleteBehavior.Restrict);
        row.Property(x => x.Id).DefaultNewId(sql);
        row.Property(x => x.ModelProvider).Ascii(50);
        row.Property(x => x.ModelName).Ascii(100);
        row.Property(x => x.QuotaPool).Ascii(200);
        row.Property(x => x.CallKind).HasMaxLength(20);
        row.Property(x => x.State).HasMaxLength(20).Default(AttemptState.Started);
        row.Property(x => x.Owner).Ascii(200);
        row.Property(x => x.ProviderJobId).Ascii(255);
        row.Property(x => x.ProviderRequestId).Ascii(255);
        row.Property(x => x.ErrorClass).Ascii(50);
        row.Property(x => x.ErrorDetailEncrypted).Sealed();
        row.Property(x => x.Billed).HasMaxLength(10).Default(BilledState.Unknown);
        row.Property(x => x.Facts).Json();

        row.Check("chk_generation_attempts_attempt_no", "attempt_no >= 1");
        row.HasIndex(x => new { x.GenerationId, x.AttemptNo }).IsUnique().HasDatabaseName("uq_generation_attempts_generation_id_attempt_no");
        row.HasIndex(x => x.LeaseUntil).HasFilter("state = 'started'").HasDatabaseName("idx_generation_attempts_lease_until");
        row.HasIndex(x => new { x.QuotaPool, x.StartedAt }).HasDatabaseName("idx_generation_attempts_quota_pool");
        row.HasIndex(x => x.StartedAt).HasFilter("state = 'unknown'").HasDatabaseName("idx_generation_attempts_unknown");
    }
}
