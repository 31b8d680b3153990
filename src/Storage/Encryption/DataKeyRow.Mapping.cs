using DonatelloAI.Storage.Modelling;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace DonatelloAI.Storage.Encryption;

internal sealed class DataKeyMapping(Dialect sql) : IEntityTypeConfiguration<DataKeyRow>
{
    public void Configure(EntityTypeBuilder<DataKeyRow> row)
    {
        // No reference to the person: the key is there before the row whose mail address is sealed under it. No history: a former
        // version would keep a key that was destroyed.
        row.ToTable("data_keys", table => table.HasComment("Keys of people, wrapped under a master key; destroying one erases what it sealed"));
        row.HasKey(x => new { x.OwnerId, x.Version });
        row.Property(x => x.WrappedKey).HasMaxLength(DataKeyWrap.WrappedBytes);
        row.Property(x => x.CreatedAt).DefaultNow(sql);

        row.Check("chk_data_keys_version", "version > 0 AND master_version > 0");
        row.Check(
            "chk_data_keys_destroyed",
            "(destroyed_at IS NULL AND wrapped_key IS NOT NULL) OR (destroyed_at IS NOT NULL AND wrapped_key IS NULL)");
    }
}
