using DonatelloAI.Storage.Modelling;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace DonatelloAI.Storage.Organizations;

internal sealed class DepartmentMapping(Dialect sql) : IEntityTypeConfiguration<DepartmentRow>
{
    public void Configure(EntityTypeBuilder<DepartmentRow> row)
    {
        row.ToTable("departments", table => table.HasComment("Units of an organisation: they hold budgets and group people"));
        row.HasHistory();
        row.HasKey(x => x.Id);
        row.HasAlternateKey(x => new { x.OrganizationId, x.Id }).HasName("uq_departments_organization_id_id");
        row.HasOne<OrganizationRow>().WithMany().HasForeignKey(x => x.OrganizationId).OnDelete(DeleteBehavior.Restrict);
        row.Property(x => x.Id).DefaultNewId(sql);
        row.Property(x => x.Name).HasMaxLength(255);
        row.Property(x => x.Code).HasMaxLength(50).HasComment("Short identifier, such as MKTG or SALES");
        row.Property(x => x.IsActive).Default(true);
        row.Property(x => x.CreatedAt).DefaultNow(sql);
        row.Property(x => x.UpdatedAt).DefaultNow(sql);
        row.Property(x => x.Settings).Json().Default("{}").HasComment("JSON: default_model, quality_preference, cost_weight");

        row.HasIndex(x => new { x.OrganizationId, x.Code }).IsUnique().HasDatabaseName("uq_dept_org_code");
        row.HasIndex(x => x.OrganizationId).HasFilter($"is_active = {sql.True}").HasDatabaseName("idx_departments_is_active");
    }
}
