using DonatelloAI.Storage.Modelling;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;

namespace DonatelloAI.Storage;

/// <summary>
/// The one relational model. Each engine derives from it, because a migration belongs to one engine; everything else uses
/// this type and does not know which engine it speaks to.
/// </summary>
public abstract partial class DonatelloContext(DbContextOptions options) : DbContext(options)
{
    /// <summary>The engine behind this context.</summary>
    public StorageEngine Engine => Dialect.Engine;

    private protected abstract Dialect Dialect { get; }

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        ArgumentNullException.ThrowIfNull(configurationBuilder);

        // An index costs every insert, so each one is written down in a mapping with its reader in docs/schema.md.
        configurationBuilder.Conventions.Remove<ForeignKeyIndexConvention>();
        Dialect.MapTypes(configurationBuilder);
    }

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.HasDefaultSchema(Dialect.Schema);
        Mappings.Apply(modelBuilder, Dialect);
        ModelFinish.Apply(modelBuilder.Model, Dialect);
        HistoryTables.Apply(modelBuilder, Dialect);
    }
}
