using DonatelloAI.Storage.Modelling;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace DonatelloAI.Storage.Webhooks;

internal sealed class WebhookDeliveryMapping(Dialect sql) : IEntityTypeConfiguration<WebhookDeliveryRow>
{
    public void Configure(EntityTypeBuilder<WebhookDeliveryRow> row)
    {
        row.ToTable("webhook_deliveries", table => table.HasComment("Events on their way to subscriptions"));
        row.HasKey(x => x.Id);
        row.HasOne<WebhookRow>().WithMany().HasForeignKey(x => x.WebhookId).OnDelete(DeleteBehavior.Restrict);
        row.Property(x => x.Id).DefaultNewId(sql);
        row.Property(x => x.EventType).Ascii(100);
        row.Property(x => x.Payload).JsonAsWritten();
        row.Property(x => x.State).HasMaxLength(10).Default(DeliveryState.Pending);
        row.Property(x => x.AttemptCount).Default(0);
        row.Property(x => x.LastError).HasMaxLength(500);
        row.Property(x => x.CreatedAt).DefaultNow(sql);

        row.Check("chk_webhook_deliveries_attempt_count", "attempt_count >= 0");
        row.HasIndex(x => new { x.WebhookId, x.EventId }).IsUnique().HasDatabaseName("uq_webhook_deliveries_webhook_id_event_id");
        row.HasIndex(x => x.NextAttemptAt).HasFilter("state = 'pending'").HasDatabaseName("idx_webhook_deliveries_next_attempt_at");
    }
}
