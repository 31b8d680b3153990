using DonatelloAI.Contracts.Generations;
using DonatelloAI.Contracts;
using DonatelloAI.Storage.Batches;
using DonatelloAI.Storage.Modelling;
using DonatelloAI.Storage.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace DonatelloAI.Storage.Generations;

internal sealed class GenerationMapping(Dialect sql) : IEntityTypeConfiguration<GenerationRow>
{
    public void Configure(EntityTypeBuilder<GenerationRow> row)
    {
        row.ToTable("generations", table => table.HasComment("Images: asked for, made, kept"));
        row.HasKey(x => x.Id);
        row.HasOne<UserRow>().WithMany().HasForeignKey(x => x.UserId).OnDelete(DeleteBehavior.Restrict);
        row.InDepartment(x => new { x.OrganizationId, x.DepartmentId });
        row.HasOne<BatchRow>().WithMany().HasForeignKey(x => x.BatchId).OnDelete(DeleteBehavior.Restrict);
        MapColumns(row);

        row.Check(
            "chk_completed",
            "(status = 'completed' AND completed_at IS NOT NULL AND image_url IS NOT NULL) OR status <> 'completed'");
        MapIndexes(row);
    }

    private void MapColumns(EntityTypeBuilder<GenerationRow> row)
    {
        row.Property(x => x.Id).DefaultNewId(sql);
        row.Property(x => x.ModelProvider).Ascii(50);
        row.Property(x => x.ModelName).Ascii(100);
        row.Property(x => x.PromptEncrypted).Sealed().HasComment("The prompt, sealed by the application");
        row.Property(x => x.Status).HasMaxLength(20).Default(GenerationStatus.Pending);
        row.Property(x => x.ImageUrl).Ascii(500);
        row.Property(x => x.ThumbnailUrl).Ascii(500);
        row.Property(x => x.CostAud).Default(Money.Zero);
        row.Property(x => x.ErrorMessage).Sealed();
        row.Property(x => x.ErrorCode).Ascii(50);
        row.Property(x => x.IsNsfw).Default(false);
        row.Property(x => x.IsDeleted).Default(false);
        row.Property(x => x.RequestHash).HasMaxLength(32);
        row.Property(x => x.Version).Default(0L).IsConcurrencyToken();
        row.Property(x => x.StorageTier).HasMaxLength(10).Default(StorageTier.Hot);
        row.Property(x => x.CreatedAt).DefaultNow(sql);
        row.Property(x => x.Metadata).Json().Default("{}").HasComment("JSON: resolution, quality, style, seed, output_format; no prompt");
    }

    private void MapIndexes(EntityTypeBuilder<GenerationRow> row)
    {
        row.HasIndex(x => x.UserId).HasDatabaseName("idx_generations_user_id");
        row.HasIndex(x => new { x.UserId, x.CreatedAt })
            .IsDescending(false, true)
            .HasFilter($"is_deleted = {sql.False}")
            .HasDatabaseName("idx_generations_active");
        row.HasIndex(x => new { x.OrganizationId, x.DepartmentId, x.CreatedAt })
            .IsDescending(false, false, true)
            .HasDatabaseName("idx_generations_department_id");
        row.HasIndex(x => new { x.OrganizationId, x.CreatedAt })
            .IsDescending(false, true)
            .HasDatabaseName("idx_generations_created_at");
        row.HasIndex(x => new { x.OrganizationId, x.ModelProvider, x.CreatedAt })
            .IsDescending(false, false, true)
            .HasDatabaseName("idx_generations_model_provider");

        // The scheduler's queue and the sweep: ended rows leave it, so it stays as small as the work in progress.
        row.HasIndex(x => new { x.Status, x.ModelProvider, x.CreatedAt })
            .HasFilter("status IN ('pending', 'processing')")
            .HasDatabaseName("idx_generations_status");
        row.HasIndex(x => x.GroupId).HasFilter("group_id IS NOT NULL").HasDatabaseName("idx_generations_group_id");
        row.HasIndex(x => new { x.BatchId, x.CreatedAt })
            .HasFilter("batch_id IS NOT NULL")
            .HasDatabaseName("idx_generations_batch_id");
    }
}
