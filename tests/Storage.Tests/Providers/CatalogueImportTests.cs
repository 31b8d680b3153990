using DonatelloAI.Contracts;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Storage.Providers;
using DonatelloAI.Storage.Tests.Schema;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Tests.Providers;

/// <summary>The catalogue in a database, and the prices read from it.</summary>
public abstract class CatalogueImportTests(PostgresFixture? postgres) : SchemaTestBase(postgres)
{
    private static readonly ModelCatalogue Catalogue = CatalogueImport.Read();
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);
    private static readonly ExchangeRate Dollar = new("USD", 1.55m, Now, "test");

    private CatalogueImport Import => new(Database.Contexts, TimeProvider.System);

    private ModelStore Models => new(Database.Contexts);

    [Fact]
    public async Task Run_Twice_BringsEveryModelOnce()
    {
        Assert.Equal(Catalogue.Models.Count, await Import.Run());
        Assert.Equal(0, await Import.Run());

        await using var db = await Database.Contexts.CreateDbContextAsync();
        Assert.Equal(Catalogue.Models.Count, await db.ModelProviders.CountAsync());
        Assert.Equal(Catalogue.Models.Count, await db.ProviderConfigs.CountAsync());
        Assert.Equal(Catalogue.Models.Count(model => model.Price is not null), await db.PriceVersions.CountAsync());
        Assert.Equal(0, await db.ExchangeRates.CountAsync());
    }

    [Fact]
    public async Task Run_OnAnyInstallation_GivesAModelTheSameIds()
    {
        await Import.Run();

        await using var db = await Database.Contexts.CreateDbContextAsync();
        var canvas = await db.ModelProviders.SingleAsync(model => model.ProviderName == "local" && model.ModelName == "canvas");
        var config = await db.ProviderConfigs.SingleAsync(row => row.ProviderId == canvas.Id);
        var price = await db.PriceVersions.SingleAsync(row => row.ProviderId == canvas.Id);
        Assert.Equal(
            ["26f9daa6-d207-84c0-8a72-c22dc819bdf3", "26f9daa6-d207-87e1-9cae-3d35669f8790", "26f9daa6-d207-8368-9405-4fe136544bd2"],
            new[] { canvas.Id, config.Id, price.Id }.Select(id => $"{id}"));
    }

    [Fact]
    public async Task Run_ByTwoAtOnce_BringsEveryModelOnce()
    {
        var added = await Task.WhenAll(Import.Run(), Import.Run());

        Assert.Equal([0, Catalogue.Models.Count], added.Order());
    }

    [Fact]
    public async Task Run_AfterAnOperatorHasEdited_LeavesTheRowsAsTheyAre()
    {
        await Import.Run();
        var canvas = DerivedId.Model("local", "canvas");
        await using (var db = await Database.Contexts.CreateDbContextAsync())
        {
            (await db.ModelProviders.SingleAsync(model => model.Id == canvas)).DisplayName = "Ours";
            (await db.ProviderConfigs.SingleAsync(config => config.ProviderId == canvas)).MaxRetries = 9;
            db.PriceVersions.Remove(await db.PriceVersions.SingleAsync(price => price.ProviderId == canvas));
            await db.SaveChangesAsync();
        }

        Assert.Equal(0, await Import.Run());

        await using var after = await Database.Contexts.CreateDbContextAsync();
        Assert.Equal("Ours", (await after.ModelProviders.SingleAsync(model => model.Id == canvas)).DisplayName);
        Assert.Equal(9, (await after.ProviderConfigs.SingleAsync(config => config.ProviderId == canvas)).MaxRetries);
        Assert.False(await after.PriceVersions.AnyAsync(price => price.ProviderId == canvas));
    }

    [Fact]
    public async Task Run_BesideAModelThatAnOperatorEntered_BringsTheOthersOnly()
    {
        await Database.AddAsync(new ModelProviderRow
        {
            Id = Guid.CreateVersion7(),
            ProviderName = "local",
            ModelName = "canvas",
            ApiEndpoint = "inproc://mine",
            CostPerImageAud = Money.Zero,
        });

        Assert.Equal(Catalogue.Models.Count - 1, await Import.Run());
    }

    [Fact]
    public async Task Ceilings_OfImportedPrices_EqualTheCatalogues()
    {
        await Import.Run();
        var offered = await Models.LoadModels();

        foreach (var model in Catalogue.Models)
        {
            var imported = PriceVersion.Choose(offered.Single(other => $"{other.ProviderName}/{other.ModelName}" == model.Id).Prices, Now);
            foreach (var shape in ShapesOf(model))
            {
                var expected = CeilingPrice.For(shape, model.ToPriceVersion(), Dollar, Now);
                Assert.Equal(Text(expected), Text(CeilingPrice.For(shape, imported, Dollar, Now)));
            }
        }
    }

    private static IEnumerable<ImageRequestShape> ShapesOf(CatalogueModel model) =>
        from size in model.Capabilities.Sizes
        from quality in model.Capabilities.Qualities.Count == 0 ? [null] : model.Capabilities.Qualities.Cast<string?>()
        select new ImageRequestShape
        {
            Size = size,
            Quality = quality,
            PromptBytes = 321,
            InputImages = model.Capabilities.MaxInputImages > 0 ? [size] : [],
            PartialImages = model.Capabilities.MaxPartialImages,
        };

    private static string Text(PricingResult result) => result switch
    {
        PriceQuote quote => $"{quote.Amount} {quote.Currency}: {string.Join("; ", quote.Parts.Select(part => $"{part.Unit} {part.Key} {part.Total:0.############}"))}",
        PricingRefusal refusal => refusal.Code,
        _ => "?",
    };
}

public sealed class SqliteCatalogueImportTests() : CatalogueImportTests(null);

[Collection(PostgresCollection.Name)]
public sealed class PostgresCatalogueImportTests(PostgresFixture postgres) : CatalogueImportTests(postgres);
