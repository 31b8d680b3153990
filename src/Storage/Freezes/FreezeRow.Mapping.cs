using DonatelloAI.Contracts.Freezes;
using DonatelloAI.Storage.Modelling;
using DonatelloAI.Storage.Organizations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace DonatelloAI.Storage.Freezes;

internal sealed class FreezeMapping : IEntityTypeConfiguration<FreezeRow>
{
    public void Configure(EntityTypeBuilder<FreezeRow> row)
    {
        row.ToTable("freezes", table => table.HasComment("What was frozen, by whom and why; those without an end hold"));
        row.HasKey(x => x.Id);
        row.HasOne<OrganizationRow>().WithMany().HasForeignKey(x => x.OrganizationId).OnDelete(DeleteBehavior.Restrict);
        row.Property(x => x.Id).ValueGeneratedNever();
        row.Property(x => x.QuotaPool).Ascii(200);
        row.Property(x => x.Reason).HasMaxLength(FreezeView.MaxReasonLength);

        row.Check("chk_freezes_subject", "(kind = 'quota_pool' AND quota_pool IS NOT NULL AND organization_id IS NULL)"
            + " OR (kind <> 'quota_pool' AND quota_pool IS NULL AND organization_id IS NOT NULL)");
        row.Check("chk_freezes_lifted", "(lifted_at IS NULL AND lifted_by IS NULL) OR (lifted_at IS NOT NULL AND lifted_by IS NOT NULL)");
        row.HasIndex(x => x.SubjectId).IsUnique().HasFilter("lifted_at IS NULL").HasDatabaseName("uq_freezes_subject_id");
    }
}
