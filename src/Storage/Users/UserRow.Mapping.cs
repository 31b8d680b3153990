using DonatelloAI.Storage.Modelling;
using DonatelloAI.Storage.Organizations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

namespace DonatelloAI.Storage.Users;

internal sealed class UserMapping(Dialect sql) : IEntityTypeConfiguration<UserRow>
{
    public void Configure(EntityTypeBuilder<UserRow> row)
    {
        row.ToTable("users", table => table.HasComment("People, with the role that says what each may do"));
        row.HasHistory();
        row.HasKey(x => x.Id);
        row.HasAlternateKey(x => new { x.OrganizationId, x.Id }).HasName("uq_users_organization_id_id");
        row.HasOne<OrganizationRow>().WithMany().HasForeignKey(x => x.OrganizationId).OnDelete(DeleteBehavior.Restrict);
        row.InDepartment(x => new { x.OrganizationId, x.DepartmentId });
        row.Property(x => x.Id).DefaultNewId(sql);
        row.Property(x => x.AzureAdId).Ascii(255).HasComment("Object id at the identity provider, by which a sign-in finds its person");
        row.Property(x => x.Email).Ascii(1024).HasComment("Sealed under the person's key; lookups use email_index");
        row.Property(x => x.EmailIndex).HasMaxLength(32);
        row.Property(x => x.DisplayName).Ascii(1024).HasComment("Sealed under the person's key");
        row.Property(x => x.Role).HasMaxLength(50);
        row.Property(x => x.IsActive).Default(true);
        row.Property(x => x.MfaEnabled).Default(false);
        row.Property(x => x.MfaGracePeriodExpiresAt).HasComment("Last moment to set up a second factor: 7 days after the account was made");
        row.Property(x => x.CreatedAt).DefaultNow(sql);
        row.Property(x => x.UpdatedAt).DefaultNow(sql);
        row.Property(x => x.Settings).Json().Default("{}").HasComment("JSON: notifications_enabled, preferred_model, auto_download");

        row.HasIndex(x => new { x.OrganizationId, x.AzureAdId }).IsUnique().HasDatabaseName("uq_users_organization_id_azure_ad_id");
        row.HasIndex(x => x.EmailIndex).IsUnique().HasDatabaseName("uq_users_email_index");
        row.HasIndex(x => new { x.OrganizationId, x.DepartmentId }).HasDatabaseName("idx_users_department_id");
        row.HasIndex(x => new { x.OrganizationId, x.Role }).HasDatabaseName("idx_users_role");
        row.HasIndex(x => x.OrganizationId).HasFilter($"is_active = {sql.True}").HasDatabaseName("idx_users_is_active");
        var lastLogin = row.HasIndex(x => new { x.OrganizationId, x.LastLoginAt })
            .IsDescending(false, true)
            .HasDatabaseName("idx_users_last_login");
        if (sql.Engine == StorageEngine.Postgres)
        {
            // The other engines sort nulls last in a descending index by themselves.
            lastLogin.HasNullSortOrder(NullSortOrder.Unspecified, NullSortOrder.NullsLast);
        }
    }
}
