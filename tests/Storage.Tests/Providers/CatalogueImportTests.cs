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

    private PriceStore Prices => new(Database.Contexts);

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

        foreach (var model in Catalogue.Models)
        {
            var imported = await Prices.FindPrice(model.Id, Now);
            foreach (var shape in ShapesOf(model))
            {
                var expected = CeilingPrice.For(shape, model.ToPriceVersion(), Dollar, Now);
                Assert.Equal(Text(expected), Text(CeilingPrice.For(shape, imported, Dollar, Now)));
            }
        }
    }

    [Fact]
    public async Task FindPrice_OfSeveralVersions_IsTheOneInForce()
    {
        await Import.Run();
        await Database.AddAsync(NextPrice(2, Now, suspended: false), NextPrice(3, Now.AddDays(1), suspended: true));

        Assert.Equal(1, (await Prices.FindPrice("local/canvas", Now.AddTicks(-10)))!.Version);
        var second = (await Prices.FindPrice("local/canvas", Now))!;
        Assert.Equal((2, 0.0123456789m, false), (second.Version, second.Components.Single().Amount, second.IsSuspended));
        Assert.True((await Prices.FindPrice("local/canvas", Now.AddDays(2)))!.IsSuspended);
        Assert.Null(await Prices.FindPrice("local/nothing", Now));
        Assert.Null(await Prices.FindPrice("canvas", Now));
    }

    [Fact]
    public async Task FindRate_OfSeveral_IsTheNewestThatHasBegunAndCanPrice()
    {
        await Database.AddAsync(Rate("USD", 1.5m, -2), Rate("USD", 1.55m, -1), Rate("USD", 1.6m, 1), Rate("EUR", 1.7m, 0));

        var rate = (await Prices.FindRate("USD", Now))!;

        Assert.Equal((1.55m, Now.AddDays(-1)), (rate.RateToAud, rate.ValidFrom));
        Assert.True(ExchangeRate.IsValidRate(rate.RateToAud));
        Assert.Null(await Prices.FindRate("GBP", Now));
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

    private static PriceVersionRow NextPrice(int version, DateTimeOffset from, bool suspended) => new()
    {
        Id = Guid.CreateVersion7(),
        ProviderId = DerivedId.Model("local", "canvas"),
        Version = version,
        Currency = "AUD",
        Components = """[{"unit":"image","amount":0.0123456789}]""",
        ValidFrom = from,
        Source = "test",
        IsSuspended = suspended,
    };

    private static ExchangeRateRow Rate(string currency, decimal rate, int days) => new()
    {
        Id = Guid.CreateVersion7(),
        Currency = currency,
        RateToAud = rate,
        ValidFrom = Now.AddDays(days),
        Source = "test",
    };
}

public sealed class SqliteCatalogueImportTests() : CatalogueImportTests(null);

[Collection(PostgresCollection.Name)]
public sealed class PostgresCatalogueImportTests(PostgresFixture postgres) : CatalogueImportTests(postgres);
