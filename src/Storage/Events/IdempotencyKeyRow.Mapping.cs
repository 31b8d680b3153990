using DonatelloAI.Storage.Modelling;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace DonatelloAI.Storage.Events;

internal sealed class IdempotencyKeyMapping(Dialect sql) : IEntityTypeConfiguration<IdempotencyKeyRow>
{
    public void Configure(EntityTypeBuilder<IdempotencyKeyRow> row)
    {
        row.ToTable("idempotency_keys", table => table.HasComment("Writes asked for with a key, and their answers"));
        row.HasKey(x => new { x.OrganizationId, x.UserId, x.Route, x.IdempotencyKey });
        row.Property(x => x.Route).Ascii(200);
        row.Property(x => x.IdempotencyKey).Ascii(255);
        row.Property(x => x.RequestHash).HasMaxLength(32);
        row.Property(x => x.State).HasMaxLength(10).Default(IdempotencyState.Running);
        row.Property(x => x.Answer).JsonAsWritten();
        row.Property(x => x.CreatedAt).DefaultNow(sql);

        row.HasIndex(x => x.ExpiresAt).HasDatabaseName("idx_idempotency_keys_expires_at");
    }
}
