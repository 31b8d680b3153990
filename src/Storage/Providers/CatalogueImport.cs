using DonatelloAI.Grains.Providers;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Providers;

/// <summary>
/// Brings the models of the catalogue, their settings and first prices into the database. Inserts what is missing and never
/// touches a row that exists: from then on it is the operator's. Ids derive from the names, so all installations agree.
/// </summary>
public sealed class CatalogueImport(IDbContextFactory<DonatelloContext> contexts, TimeProvider time)
{
    /// <summary>The resource that holds the catalogue.</summary>
    private const string Resource = "catalogue.json";

    /// <summary>How often it begins again after another process has brought the same models.</summary>
    private const int MaxAttempts = 3;

    /// <summary>Reads the catalogue of this build.</summary>
    public static ModelCatalogue Read()
    {
        using var json = typeof(CatalogueImport).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The resource {Resource} is missing in this build.");
        return ModelCatalogue.Parse(json);
    }

    /// <summary>Inserts what is missing; answers how many models that were. Several processes may run it at once.</summary>
    public async Task<int> Run(CancellationToken cancellationToken = default)
    {
        var catalogue = Read();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await AddMissing(catalogue, cancellationToken);
            }
            catch (DbUpdateException) when (attempt < MaxAttempts)
            {
                // Another process was faster; what it brought is no longer missing.
            }
        }
    }

    private async Task<int> AddMissing(ModelCatalogue catalogue, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var known = await ProviderQueries.ModelNames(db).ToListAsync(cancellationToken);
        var missing = catalogue.Models.ExceptBy(known, model => new ModelName(model.ProviderName, model.ModelName)).ToList();
        var now = time.GetUtcNow();
        foreach (var model in missing)
        {
            CatalogueRows.Add(db, model, now);
        }

        await db.SaveChangesAsync(cancellationToken);
        return missing.Count;
    }
}
