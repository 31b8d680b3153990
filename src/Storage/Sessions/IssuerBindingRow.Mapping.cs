using DonatelloAI.Storage.Modelling;
using DonatelloAI.Storage.Organizations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace DonatelloAI.Storage.Sessions;

internal sealed class IssuerBindingMapping(Dialect sql) : IEntityTypeConfiguration<IssuerBindingRow>
{
    public void Configure(EntityTypeBuilder<IssuerBindingRow> row)
    {
        row.ToTable("issuer_bindings", table => table.HasComment("The identity provider of each organisation; nothing else chooses a tenant for a sign-in"));
        row.HasKey(x => x.OrganizationId);
        row.HasOne<OrganizationRow>().WithMany().HasForeignKey(x => x.OrganizationId).OnDelete(DeleteBehavior.Restrict);
        row.Property(x => x.OrganizationId).ValueGeneratedNever();
        row.Property(x => x.Issuer).Ascii(400);
        row.Property(x => x.TenantId).Ascii(100);
        row.Property(x => x.Audience).Ascii(255);
        row.Property(x => x.CreatedAt).DefaultNow(sql);

        row.HasIndex(x => new { x.Issuer, x.TenantId }).IsUnique().HasDatabaseName("uq_issuer_bindings_issuer_tenant_id");
    }
}
