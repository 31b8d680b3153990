using DonatelloAI.Storage.Modelling;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace DonatelloAI.Storage.Providers;

internal sealed class PriceVersionMapping(Dialect sql) : IEntityTypeConfiguration<PriceVersionRow>
{
    public void Configure(EntityTypeBuilder<PriceVersionRow> row)
    {
        row.ToTable("price_versions", table => table.HasComment("What each model costs, version by version"));
        row.HasKey(x => x.Id);
        row.HasOne<ModelProviderRow>().WithMany().HasForeignKey(x => x.ProviderId).OnDelete(DeleteBehavior.Restrict);
        row.Property(x => x.Id).DefaultNewId(sql);
        row.Property(x => x.Currency).Ascii(3).IsFixedLength();
        row.Property(x => x.Components).Json();
        row.Property(x => x.Source).HasMaxLength(255);
        row.Property(x => x.IsSuspended).Default(false);
        row.Property(x => x.CreatedAt).DefaultNow(sql);

        row.Check("chk_price_versions_version", "version >= 1");
        row.Check("chk_price_versions_validity", "valid_to > valid_from");
        row.HasIndex(x => new { x.ProviderId, x.Version }).IsUnique().HasDatabaseName("uq_price_versions_provider_id_version");
    }
}
