using DonatelloAI.Storage.Modelling;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace DonatelloAI.Storage.Users;

internal sealed class UserPreferenceMapping(Dialect sql) : IEntityTypeConfiguration<UserPreferenceRow>
{
    public void Configure(EntityTypeBuilder<UserPreferenceRow> row)
    {
        row.ToTable("user_preferences", table => table.HasComment("Preferences of people, by key"));
        row.HasKey(x => x.Id);
        row.OfUser(x => new { x.OrganizationId, x.UserId });
        row.Property(x => x.Id).DefaultNewId(sql);
        row.Property(x => x.PreferenceKey).Ascii(100);
        row.Property(x => x.PreferenceValue).JsonOfAnyKind();
        row.Property(x => x.CreatedAt).DefaultNow(sql);
        row.Property(x => x.UpdatedAt).DefaultNow(sql);

        row.HasIndex(x => new { x.UserId, x.PreferenceKey }).IsUnique().HasDatabaseName("uq_user_preferences_user_id_key");
    }
}
