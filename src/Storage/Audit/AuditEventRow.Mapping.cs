using DonatelloAI.Storage.Modelling;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace DonatelloAI.Storage.Audit;

internal sealed class AuditEventMapping : IEntityTypeConfiguration<AuditEventRow>
{
    public void Configure(EntityTypeBuilder<AuditEventRow> row)
    {
        row.ToTable("audit_events", table => table.HasComment("The audit log: chains of events that nobody changes; append-only"));
        row.RefusesUpdate();
        row.RefusesDelete();
        row.HasKey(x => x.Id);
        row.Property(x => x.Id).ValueGeneratedNever();
        row.Property(x => x.UserId).Ascii(100);
        row.Property(x => x.PrevHash).HasMaxLength(32).IsFixedLength();
        row.Property(x => x.Hash).HasMaxLength(32).IsFixedLength();
        row.Property(x => x.EventType).Ascii(100);
        row.Property(x => x.Action).Ascii(100);
        row.Property(x => x.ResourceType).Ascii(50);
        row.Property(x => x.ResourceId).Ascii(100);
        row.Property(x => x.UserEmail).Ascii(1024);
        row.Property(x => x.IpAddress).Ascii(255);
        row.Property(x => x.UserAgent).Ascii(2000);
        row.Property(x => x.RequestId).Ascii(100);
        row.Property(x => x.Status).Ascii(20);
        row.Property(x => x.ErrorMessage).HasMaxLength(1000);
        row.Property(x => x.Metadata).JsonAsWritten().Default("{}");

        row.Check("chk_audit_events_chain_seq", "chain_seq >= 1");
        row.Check("chk_audit_events_status", "status IN ('success', 'failure')");
        row.HasIndex(x => new { x.UserId, x.ChainSeq }).IsUnique().HasDatabaseName("uq_audit_events_user_id_chain_seq");
        row.HasIndex(x => new { x.OrganizationId, x.Timestamp })
            .IsDescending(false, true)
            .HasDatabaseName("idx_audit_events_timestamp");
        row.HasIndex(x => new { x.OrganizationId, x.EventType, x.Timestamp })
            .IsDescending(false, false, true)
            .HasDatabaseName("idx_audit_events_event_type");
        row.HasIndex(x => new { x.OrganizationId, x.ResourceId }).HasDatabaseName("idx_audit_events_resource_id");
    }
}
