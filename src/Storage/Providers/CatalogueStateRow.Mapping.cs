using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace DonatelloAI.Storage.Providers;

internal sealed class CatalogueStateMapping : IEntityTypeConfiguration<CatalogueStateRow>
{
    private static readonly DateTimeOffset Beginning = new(2026, 11, 22, 0, 0, 0, TimeSpan.Zero);

    public void Configure(EntityTypeBuilder<CatalogueStateRow> row)
    {
        row.ToTable("catalogue_state", table => table.HasComment("The fence of every change of the catalogue: the row with id 1"));
        row.HasKey(x => x.Id);
        row.Property(x => x.Id).ValueGeneratedNever();
        row.Property(x => x.Version).IsConcurrencyToken();
        row.HasData(new CatalogueStateRow { Version = 0, UpdatedAt = Beginning });
    }
}
