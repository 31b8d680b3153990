using DonatelloAI.Storage.Modelling;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace DonatelloAI.Storage.Events;

internal sealed class OutboxMapping : IEntityTypeConfiguration<OutboxRow>
{
    public void Configure(EntityTypeBuilder<OutboxRow> row)
    {
        row.ToTable("outbox", table => table.HasComment("Events of committed changes, until every consumer has them"));
        row.HasKey(x => x.Id);
        row.Property(x => x.Id).ValueGeneratedNever();
        row.Property(x => x.SubjectType).Ascii(50);
        row.Property(x => x.EventType).Ascii(100);
        row.Property(x => x.Payload).JsonAsWritten();
        row.Property(x => x.TraceParent).Ascii(55);
        row.Property(x => x.Mac).HasMaxLength(32).IsFixedLength();

        row.HasIndex(x => new { x.Shard, x.CreatedAt })
            .HasFilter("audit_shipped_at IS NULL")
            .HasDatabaseName("idx_outbox_audit_unshipped");
        row.HasIndex(x => new { x.Shard, x.CreatedAt }, "WebhooksUnshipped")
            .HasFilter("webhooks_shipped_at IS NULL")
            .HasDatabaseName("idx_outbox_webhooks_unshipped");
    }
}
