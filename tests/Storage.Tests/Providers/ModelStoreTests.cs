using DonatelloAI.Contracts;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Storage.Providers;
using DonatelloAI.Storage.Tests.Schema;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Tests.Providers;

/// <summary>Models, prices and rates as the router reads them, on every engine.</summary>
public abstract class ModelStoreTests(PostgresFixture? postgres) : SchemaTestBase(postgres)
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);
    private static readonly Guid Canvas = DerivedId.Model("local", "canvas");

    private ModelStore Models => new(Database.Contexts);

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await new CatalogueImport(Database.Contexts, TimeProvider.System).Run();
    }

    [Fact]
    public async Task LoadModels_AfterAnImport_BringsEveryModelOnceWithItsPrice()
    {
        var models = await Models.LoadModels();

        var catalogue = CatalogueImport.Read().Models;
        Assert.Equal(catalogue.Select(model => model.Id).Order(), models.Select(model => $"{model.ProviderName}/{model.ModelName}").Order());
        Assert.Equal(catalogue.Count(model => model.Price is not null), models.Count(model => model.Prices.Count == 1));
        Assert.All(models, model => Assert.All(model.Prices, price => Assert.Equal($"{model.ProviderName}/{model.ModelName}", price.ModelId)));
    }

    [Fact]
    public async Task LoadModels_OfAModelWithSettings_BringsThem()
    {
        await Change(db => db.ProviderConfigs.Single(config => config.ProviderId == Canvas), config =>
        {
            config.ApiKeyVaultRef = "env:CANVAS_KEY";
            config.MaxRetries = 9;
            config.RateLimitPerMinute = 60;
            config.QuotaPool = "local:ours";
            config.Configuration = """{"max_concurrency":17}""";
        });

        var canvas = await LoadCanvas();

        Assert.Equal(("env:CANVAS_KEY", 9, 60, "local:ours"), (canvas.KeyReference, canvas.MaxRetries, canvas.RateLimitPerMinute, canvas.ConfiguredPool));
        Assert.Equal(17, canvas.MaxConcurrency);
    }

    [Fact]
    public async Task LoadModels_OfAModelWithoutSettings_TakesTheDefaults()
    {
        await using (var db = await Database.Contexts.CreateDbContextAsync())
        {
            await db.ProviderConfigs.Where(config => config.ProviderId == Canvas).ExecuteDeleteAsync();
        }

        var canvas = await LoadCanvas();

        Assert.Equal((ModelStore.DefaultMaxRetries, ModelStore.DefaultMaxConcurrency), (canvas.MaxRetries, canvas.MaxConcurrency));
        Assert.Equal(((string?)null, (int?)null, (string?)null), (canvas.KeyReference, canvas.RateLimitPerMinute, canvas.ConfiguredPool));
    }

    [Fact]
    public async Task LoadModels_OfARetiredModel_BringsItWithItsEnd()
    {
        await Change(db => db.ModelProviders.Single(model => model.Id == Canvas), model =>
        {
            model.IsActive = false;
            model.ShutdownAt = Now;
            model.ReplacementModel = "local/easel";
        });

        var canvas = await LoadCanvas();

        Assert.Equal((false, (DateTimeOffset?)Now, "local/easel"), (canvas.IsActive, canvas.ShutdownAt, canvas.ReplacementModel));
        Assert.Single(canvas.Prices);
    }

    [Fact]
    public async Task LoadModels_OfSeveralPrices_BringsAllSoThatTheOneInForceIsChosen()
    {
        await Database.AddAsync(NextPrice(2, Now, suspended: false), NextPrice(3, Now.AddDays(1), suspended: true));

        var prices = (await LoadCanvas()).Prices;

        Assert.Equal([1, 2, 3], prices.Select(price => price.Version).Order());
        Assert.Equal(1, PriceVersion.Choose(prices, Now.AddTicks(-10))!.Version);
        var second = PriceVersion.Choose(prices, Now)!;
        Assert.Equal((2, 0.0123456789m, false), (second.Version, second.Components.Single().Amount, second.IsSuspended));
        Assert.Equal(2, PriceVersion.Choose(prices, Now.AddDays(1).AddTicks(-10))!.Version);
        Assert.True(PriceVersion.Choose(prices, Now.AddDays(1))!.IsSuspended);
    }

    [Fact]
    public async Task LoadModels_OfCapabilitiesThatAreNone_NamesTheModel()
    {
        await Change(db => db.ModelProviders.Single(model => model.Id == Canvas), model => model.Capabilities = """{"sizes":7}""");

        var unreadable = await Assert.ThrowsAsync<InvalidDataException>(Models.LoadModels);

        Assert.Contains("local/canvas", unreadable.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LoadRates_OfSeveral_BringsTheNewestOfEachThatHasBegun()
    {
        await Database.AddAsync(Rate("USD", 1.5m, -2), Rate("USD", 1.55m, -1), Rate("USD", 1.6m, 1), Rate("EUR", 1.7m, 0), Rate("GBP", 2m, 1));

        var rates = await Models.LoadRates(Now);

        Assert.Equal(
            [("EUR", 1.7m, Now), ("USD", 1.55m, Now.AddDays(-1))],
            rates.OrderBy(rate => rate.Currency).Select(rate => (rate.Currency, rate.RateToAud, rate.ValidFrom)));
        Assert.All(rates, rate => Assert.True(ExchangeRate.IsValidRate(rate.RateToAud)));
        Assert.Equal(["USD"], (await Models.LoadRates(Now.AddTicks(-10))).Select(rate => rate.Currency));
    }

    private async Task<OfferedModel> LoadCanvas() => (await Models.LoadModels()).Single(model => model.Id == Canvas);

    private async Task Change<TRow>(Func<DonatelloContext, TRow> find, Action<TRow> change)
    {
        await using var db = await Database.Contexts.CreateDbContextAsync();
        change(find(db));
        await db.SaveChangesAsync();
    }

    private static PriceVersionRow NextPrice(int version, DateTimeOffset from, bool suspended) => new()
    {
        Id = Guid.CreateVersion7(),
        ProviderId = Canvas,
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

public sealed class SqliteModelStoreTests() : ModelStoreTests(null);

[Collection(PostgresCollection.Name)]
public sealed class PostgresModelStoreTests(PostgresFixture postgres) : ModelStoreTests(postgres);
