using DonatelloAI.Storage.Modelling;
using DonatelloAI.Storage.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace DonatelloAI.Storage.Webhooks;

internal sealed class WebhookMapping(Dialect sql) : IEntityTypeConfiguration<WebhookRow>
{
    public void Configure(EntityTypeBuilder<WebhookRow> row)
    {
        row.ToTable("webhooks", table => table.HasComment("Subscriptions to events"));
        row.HasHistory();
        row.HasKey(x => x.Id);
        row.OfUser(x => new { x.OrganizationId, x.UserId });
        row.Property(x => x.Id).DefaultNewId(sql);
        row.Property(x => x.WebhookUrl).HasMaxLength(2000);
        row.Property(x => x.SecretHash).Ascii(255);
        row.Property(x => x.SecretEncrypted).Sealed();
        row.Property(x => x.EventTypes).Json().Default("[]");
        row.Property(x => x.IsActive).Default(true);
        row.Property(x => x.RetryCount).Default(0);
        row.Property(x => x.CreatedAt).DefaultNow(sql);
        row.Property(x => x.UpdatedAt).DefaultNow(sql);

        row.HasIndex(x => x.UserId).HasDatabaseName("idx_webhooks_user_id");
        row.HasIndex(x => x.OrganizationId).HasFilter($"is_active = {sql.True}").HasDatabaseName("idx_webhooks_is_active");
    }
}
