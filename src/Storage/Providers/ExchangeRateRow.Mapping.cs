using DonatelloAI.Storage.Modelling;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace DonatelloAI.Storage.Providers;

internal sealed class ExchangeRateMapping(Dialect sql) : IEntityTypeConfiguration<ExchangeRateRow>
{
    public void Configure(EntityTypeBuilder<ExchangeRateRow> row)
    {
        row.ToTable("exchange_rates", table => table.HasComment("Rates to AUD, from a moment on"));
        row.HasHistory();
        row.HasKey(x => x.Id);
        row.Property(x => x.Id).DefaultNewId(sql);
        row.Property(x => x.Currency).Ascii(3).IsFixedLength();
        row.Property(x => x.RateToAud).HasPrecision(19, 9);
        row.Property(x => x.Source).HasMaxLength(255);
        row.Property(x => x.CreatedAt).DefaultNow(sql);

        row.Check("chk_exchange_rates_rate_to_aud", $"{sql.Number("rate_to_aud")} > 0");
        row.HasIndex(x => new { x.Currency, x.ValidFrom }).IsUnique().HasDatabaseName("uq_exchange_rates_currency_valid_from");
    }
}
