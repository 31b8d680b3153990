using DonatelloAI.Storage.Modelling;
using DonatelloAI.Storage.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace DonatelloAI.Storage.Batches;

internal sealed class BatchMapping(Dialect sql) : IEntityTypeConfiguration<BatchRow>
{
    public void Configure(EntityTypeBuilder<BatchRow> row)
    {
        row.ToTable("batches", table => table.HasComment("Many generations under one hold"));
        row.HasKey(x => x.Id);
        row.InDepartment(x => new { x.OrganizationId, x.DepartmentId });
        row.HasOne<UserRow>().WithMany().HasForeignKey(x => x.UserId).OnDelete(DeleteBehavior.Restrict);
        row.Property(x => x.Id).DefaultNewId(sql);
        row.Property(x => x.Name).HasMaxLength(255);
        row.Property(x => x.Status).HasMaxLength(20).Default(BatchStatus.Accepted);
        row.Property(x => x.RequestHash).HasMaxLength(32);
        row.Property(x => x.OnInsufficientBudget).HasMaxLength(10).Default(OnInsufficientBudget.Reject);
        row.Property(x => x.Version).Default(0L).IsConcurrencyToken();
        row.Property(x => x.CreatedAt).DefaultNow(sql);
        row.Property(x => x.UpdatedAt).DefaultNow(sql);

        row.Check("chk_batches_item_count", "item_count BETWEEN 1 AND 50000");
        row.HasIndex(x => new { x.OrganizationId, x.DepartmentId, x.CreatedAt })
            .IsDescending(false, false, true)
            .HasDatabaseName("idx_batches_department_id");
        row.HasIndex(x => new { x.UserId, x.CreatedAt }).IsDescending(false, true).HasDatabaseName("idx_batches_user_id");
        row.HasIndex(x => x.UpdatedAt)
            .HasFilter("status IN ('accepted', 'running', 'cancelling')")
            .HasDatabaseName("idx_batches_unfinished");
    }
}
