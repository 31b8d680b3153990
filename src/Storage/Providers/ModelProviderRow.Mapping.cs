using DonatelloAI.Storage.Modelling;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace DonatelloAI.Storage.Providers;

internal sealed class ModelProviderMapping(Dialect sql) : IEntityTypeConfiguration<ModelProviderRow>
{
    public void Configure(EntityTypeBuilder<ModelProviderRow> row)
    {
        row.ToTable("model_providers", table => table.HasComment("The catalogue: models and the providers that run them"));
        row.HasHistory();
        row.HasKey(x => x.Id);
        row.Property(x => x.Id).DefaultNewId(sql);
        row.Property(x => x.ProviderName).Ascii(100);
        row.Property(x => x.ModelName).Ascii(100);
        row.Property(x => x.DisplayName).HasMaxLength(255);
        row.Property(x => x.IsActive).Default(true);
        row.Property(x => x.ApiEndpoint).HasMaxLength(500);
        row.Property(x => x.TimeoutSeconds).Default(60);
        row.Property(x => x.Capabilities).Json().Default("{}");
        row.Property(x => x.ReplacementModel).Ascii(200);
        row.Property(x => x.CreatedAt).DefaultNow(sql);
        row.Property(x => x.UpdatedAt).DefaultNow(sql);

        row.Check("chk_model_providers_sla_percentage", "sla_percentage BETWEEN 0 AND 100");
        row.Check("chk_model_providers_cost_per_image_aud", "cost_per_image_aud >= 0");
        row.Check("chk_model_providers_timeout_seconds", "timeout_seconds > 0");
        row.HasIndex(x => new { x.ProviderName, x.ModelName }).IsUnique().HasDatabaseName("uq_provider_model");
        row.HasIndex(x => x.IsActive).HasFilter($"is_active = {sql.True}").HasDatabaseName("idx_model_providers_is_active");
        row.HasIndex(x => x.CostPerImageAud).HasDatabaseName("idx_model_providers_cost");
    }
}
