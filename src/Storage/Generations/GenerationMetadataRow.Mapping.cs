using DonatelloAI.Storage.Modelling;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace DonatelloAI.Storage.Generations;

internal sealed class GenerationMetadataMapping(Dialect sql) : IEntityTypeConfiguration<GenerationMetadataRow>
{
    public void Configure(EntityTypeBuilder<GenerationMetadataRow> row)
    {
        row.ToTable("generation_metadata", table => table.HasComment("How each generation was routed and worked on"));
        row.HasKey(x => x.Id);
        row.HasOne<GenerationRow>().WithOne().HasForeignKey<GenerationMetadataRow>(x => x.GenerationId).OnDelete(DeleteBehavior.Restrict);
        row.Property(x => x.Id).DefaultNewId(sql);
        row.Property(x => x.PromptLanguage).Ascii(10);
        row.Property(x => x.SelectedModelReason).HasMaxLength(255).HasComment("Why the router chose this model, such as price or quality");
        row.Property(x => x.FallbackModel).Ascii(200);
        row.Property(x => x.RetryCount).Default(0);
        row.Property(x => x.ModelParameters).Json();
        row.Property(x => x.PostProcessingSteps).Json();
        row.Property(x => x.ContentSafetyScore).HasMaxLength(50);
        row.Property(x => x.CreatedAt).DefaultNow(sql);

        row.Check("chk_generation_metadata_prompt_complexity_score", "prompt_complexity_score BETWEEN 0 AND 1");
        row.HasIndex(x => x.GenerationId).IsUnique().HasDatabaseName("uq_generation_metadata_generation_id");
        row.HasIndex(x => new { x.OrganizationId, x.PromptComplexityScore }).HasDatabaseName("idx_gen_metadata_complexity");
        row.HasIndex(x => new { x.OrganizationId, x.RetryCount })
            .HasFilter("retry_count > 0")
            .HasDatabaseName("idx_gen_metadata_retry_count");
    }
}
