using DonatelloAI.Storage.Modelling;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace DonatelloAI.Storage.Organizations;

internal sealed class OrganizationMapping(Dialect sql) : IEntityTypeConfiguration<OrganizationRow>
{
    public void Configure(EntityTypeBuilder<OrganizationRow> row)
    {
        row.ToTable("organizations", table => table.HasComment("Tenants"));
        row.HasHistory();
        row.HasKey(x => x.Id);
        row.Property(x => x.Id).DefaultNewId(sql);
        row.Property(x => x.Name).HasMaxLength(255);
        row.Property(x => x.Domain).Ascii(255);
        row.Property(x => x.IsActive).Default(true);
        row.Property(x => x.Version).Default(0L).IsConcurrencyToken();
        row.Property(x => x.CreatedAt).DefaultNow(sql);
        row.Property(x => x.UpdatedAt).DefaultNow(sql);
        row.Property(x => x.Settings).Json().Default("{}").HasComment("JSON: theme, timezone, locale, features_enabled");

        row.Check("chk_domain", DomainRule(sql));
        row.Check("chk_organizations_monthly_cap_aud", "monthly_cap_aud >= 0");
        row.HasIndex(x => x.Domain).IsUnique().HasFilter($"is_active = {sql.True}").HasDatabaseName("idx_organizations_domain");
        row.HasIndex(x => x.CreatedAt).IsDescending().HasDatabaseName("idx_organizations_created_at");
    }

    // Labels of letters, digits and inner hyphens, joined by dots, in lower case; the last has two characters or more. What
    // LIKE cannot say (label length, letters only at the end) is checked where the request is validated.
    private static string DomainRule(Dialect sql) => string.Join(
        " AND ",
        "domain = lower(domain)",
        sql.OnlyCharacters("domain", "a-z0-9.-"),
        "domain LIKE '_%.__%'",
        "domain NOT LIKE '.%'",
        "domain NOT LIKE '%.'",
        "domain NOT LIKE '%..%'",
        "domain NOT LIKE '%._'",
        "domain NOT LIKE '-%'",
        "domain NOT LIKE '%-'",
        "domain NOT LIKE '%-.%'",
        "domain NOT LIKE '%.-%'");
}
