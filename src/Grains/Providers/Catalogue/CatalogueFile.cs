using System.Globalization;
using System.Text;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Providers;

namespace DonatelloAI.Grains.Providers.Catalogue;

/// <summary>
/// A catalogue file held against the catalogue. Pure. What vendors say of a model is the file's (name for people, capabilities, dates,
/// replacement, promise, price), what this installation says of it stays (on or off, address, limits, account, key).
/// </summary>
public static class CatalogueFile
{
    /// <summary>Longest file, in bytes.</summary>
    public const int MaxBytes = 4_194_304;

    /// <summary>What has to be done so that the catalogue says what the file says.</summary>
    /// <param name="scene">The catalogue.</param>
    /// <param name="json">The file.</param>
    /// <param name="now">The moment.</param>
    /// <returns>The differences with the edit that removes them, null where there are none; or what is wrong with the file.</returns>
    public static (ImportReply Reply, CatalogueEdit? Edit) Compare(CatalogueScene scene, string json, DateTimeOffset now)
    {
        try
        {
            using var bytes = new MemoryStream(Encoding.UTF8.GetBytes(json));
            var file = ModelCatalogue.Parse(bytes, scene.Models.Select(model => model.Name));
            return Compare(scene, file, now);
        }
        catch (ModelCatalogueException wrong)
        {
            return (new ImportReply([], wrong.Message), null);
        }
    }

    private static (ImportReply Reply, CatalogueEdit? Edit) Compare(CatalogueScene scene, ModelCatalogue file, DateTimeOffset now)
    {
        var known = scene.Models.ToDictionary(model => model.Name, StringComparer.Ordinal);
        if (known.Keys.Union(file.Models.Select(model => model.Id), StringComparer.Ordinal).Count() > CatalogueEdits.MaxEntries)
        {
            return (new ImportReply([], $"The catalogue, models: it takes {CatalogueEdits.MaxEntries} entries in all."), null);
        }

        var entries = new List<EntryEdit>();
        foreach (var model in file.Models)
        {
            var (entry, problem) = known.TryGetValue(model.Id, out var present) ? Follow(present, model, now) : (Addition(model, now), null);
            if (problem is not null)
            {
                return (new ImportReply([], $"{model.Id}, {problem}"), null);
            }

            if (entry is not null)
            {
                entries.Add(entry);
            }
        }

        return (new ImportReply([.. entries.SelectMany(Differences)]), entries.Count == 0 ? null : new CatalogueEdit
        {
            ExpectedVersion = scene.Version,
            Entries = entries,
            ActorId = null,
            OrganizationId = Guid.Empty,
            At = now,
        });
    }

    private static EntryEdit Addition(CatalogueModel model, DateTimeOffset now) => new()
    {
        After = model.ToOffered(now),
        NewPrice = model.ToPriceVersion(),
        Fields = [],
    };

    private static (EntryEdit? Edit, string? Problem) Follow(OfferedModel present, CatalogueModel model, DateTimeOffset now)
    {
        var price = NewerPrice(present, model);
        var after = present with
        {
            DisplayName = model.DisplayName,
            CostPerImage = Money.FromAud(model.CostPerImageAud),
            SlaPercentage = model.SlaPercentage,
            Capabilities = model.Capabilities,
            AvailableFrom = model.OpensAt,
            ShutdownAt = model.ShutdownAt,
            ReplacementModel = model.ReplacementModel,
        };
        if (price is not null && present.Prices.Count >= CatalogueEdits.MaxPrices)
        {
            return (null, $"price: the entry has {CatalogueEdits.MaxPrices} versions, which is the most it takes.");
        }

        IReadOnlyList<string> changed = [.. EntryDraft.Changed(present, after), .. price is null ? [] : new[] { "price" }];
        return changed.Count == 0 ? (null, null) : (new EntryEdit
        {
            Before = present,
            After = after with { UpdatedAt = now },
            NewPrice = price is null ? null : CatalogueEdits.Version(present, price),
            Fields = changed,
        }, null);
    }

    /// <summary>The file's price where it says something else than the newest version, and nothing older; a later one of an operator's stays.</summary>
    private static CataloguePrice? NewerPrice(OfferedModel present, CatalogueModel model)
    {
        var newest = present.Prices.MaxBy(price => (price.ValidFrom, price.Version));
        return model.Price is not { } price || price.ValidFrom < newest?.ValidFrom ? null
            : newest is not null && newest.Currency == price.Currency && newest.Components.SequenceEqual(price.Components) ? null
            : price;
    }

    private static IEnumerable<ImportDifference> Differences(EntryEdit entry)
    {
        var fields = entry.Fields.Where(field => field != "price").ToArray();
        if (entry.Before is null)
        {
            yield return new ImportDifference(entry.After.Name, "new", entry.After.IsActive ? "switched on" : "switched off");
        }
        else if (fields.Length > 0)
        {
            yield return new ImportDifference(entry.After.Name, "changed", string.Join(", ", fields));
        }

        if (entry.NewPrice is { } price)
        {
            yield return new ImportDifference(
                entry.After.Name, "price", string.Create(CultureInfo.InvariantCulture, $"version {price.Version} in {price.Currency} from {price.ValidFrom:yyyy-MM-dd HH:mm}Z"));
        }
    }
}
