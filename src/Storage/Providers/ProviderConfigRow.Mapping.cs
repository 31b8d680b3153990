using DonatelloAI.Storage.Modelling;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace DonatelloAI.Storage.Providers;

internal sealed class ProviderConfigMapping(Dialect sql) : IEntityTypeConfiguration<ProviderConfigRow>
{
    public void Configure(EntityTypeBuilder<ProviderConfigRow> row)
    {
        row.ToTable("provider_configs", table => table.HasComment("How this installation uses each catalogue entry"));
        row.HasHistory();
        row.HasKey(x => x.Id);
        row.HasOne<ModelProviderRow>().WithOne().HasForeignKey<ProviderConfigRow>(x => x.ProviderId).OnDelete(DeleteBehavior.Restrict);
        row.Property(x => x.Id).DefaultNewId(sql);
        row.Property(x => x.ApiKeyVaultRef).HasMaxLength(500);
        row.Property(x => x.MaxRetries).Default(3);
        row.Property(x => x.QuotaPool).Ascii(200);
        row.Property(x => x.Configuration).Json().Default("{}");
        row.Property(x => x.CreatedAt).DefaultNow(sql);
        row.Property(x => x.UpdatedAt).DefaultNow(sql);

        row.Check("chk_provider_configs_max_retries", "max_retries >= 0");
        row.Check("chk_provider_configs_rate_limit_per_minute", "rate_limit_per_minute > 0");
        row.HasIndex(x => x.ProviderId).IsUnique().HasDatabaseName("uq_provider_configs_provider_id");
    }
}
