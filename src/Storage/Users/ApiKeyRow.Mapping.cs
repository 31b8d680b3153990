using DonatelloAI.Storage.Modelling;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace DonatelloAI.Storage.Users;

internal sealed class ApiKeyMapping(Dialect sql) : IEntityTypeConfiguration<ApiKeyRow>
{
    public void Configure(EntityTypeBuilder<ApiKeyRow> row)
    {
        row.ToTable("api_keys", table => table.HasComment("Credentials of programs; only a keyed hash of each is kept"));
        row.HasHistory();
        row.HasKey(x => x.Id);
        row.OfUser(x => new { x.OrganizationId, x.UserId });
        row.Property(x => x.Id).DefaultNewId(sql);
        row.Property(x => x.KeyName).HasMaxLength(255);
        row.Property(x => x.KeyHash).Ascii(255);
        row.Property(x => x.KeyPrefix).Ascii(32);
        row.Property(x => x.Scopes).Json().Default("[]");
        row.Property(x => x.IsActive).Default(true);
        row.Property(x => x.CreatedAt).DefaultNow(sql);

        row.Check("chk_api_keys_spend_limit_aud", "spend_limit_aud >= 0");
        row.Check("chk_api_keys_rate_limit_per_minute", "rate_limit_per_minute > 0");
        row.HasIndex(x => x.KeyHash).IsUnique().HasDatabaseName("uq_api_keys_key_hash");
        row.HasIndex(x => x.UserId).HasDatabaseName("idx_api_keys_user_id");
    }
}
