using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Providers;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Grains.Providers.Catalogue;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Providers;
using DonatelloAI.Storage.Tests.Schema;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Tests.Providers;

/// <summary>What every engine must do for changes of the catalogue.</summary>
public abstract class CatalogueStoreTests(PostgresFixture? postgres) : SchemaTestBase(postgres)
{
    private static readonly OutboxSigner Signer = new(new byte[OutboxSigner.MinKeyLength]);

    private CatalogueStore Store { get; set; } = null!;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Store = new CatalogueStore(Database.Contexts, Signer, new CommitOptions());
    }

    [EngineFact]
    public async Task Addition_Committed_IsReadBackWithItsPriceAndEvent()
    {
        var addition = CatalogueSamples.Addition();

        Assert.Equal(CommitOutcome.Committed, await Commit(scene => CatalogueEdits.Add(scene, addition, Now)));

        var made = await Entry(addition.Id);
        Assert.Equal(("studio/studio-xl", false, "env:STUDIO_KEY", 7), (made.Name, made.IsActive, made.KeyReference, made.MaxConcurrency));
        var price = Assert.Single(made.Prices);
        Assert.Equal((1, "USD", 0.03m), (price.Version, price.Currency, Assert.Single(price.Components).Amount));
        var happened = Assert.Single(await Events("provider.created"));
        Assert.True(Signer.IsAuthentic(happened));
        Assert.Equal((addition.Id, (Guid?)CatalogueSamples.Operator.UserId, 1L), (happened.SubjectId, happened.UserId, happened.SubjectVersion));
        Assert.True(CatalogueEdits.Add(await Store.Load(), addition, Now).IsReplay, "the same addition again is answered");
    }

    [EngineFact]
    public async Task Change_WithAPrice_AddsAVersionAndKeepsTheOldOneAndItsHistory()
    {
        var addition = CatalogueSamples.Addition();
        await Commit(scene => CatalogueEdits.Add(scene, addition, Now));
        var dearer = CatalogueSamples.Price with { ComponentsJson = """[{"unit":"image","amount":0.04}]""" };

        await Change(addition.Id, new ProviderFields { DisplayName = "Studio", MaxRetries = 5, Price = dearer });

        var changed = await Entry(addition.Id);
        Assert.Equal(("Studio", 5), (changed.DisplayName, changed.MaxRetries));
        Assert.Equal([(1, 0.03m), (2, 0.04m)], changed.Prices.OrderBy(price => price.Version).Select(price => (price.Version, price.Components[0].Amount)));
        await using var db = await Database.Contexts.CreateDbContextAsync();
        Assert.Equal(1, await Count(db, "model_providers_history"));
        Assert.Equal(1, await Count(db, "provider_configs_history"));
        Assert.Contains("\"price_version\":2", Assert.Single(await Events("provider.changed")).Payload.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [EngineFact]
    public async Task Changes_DecidedOnTheSameVersion_AreNotBothCommitted()
    {
        var scene = await Store.Load();
        CatalogueEdit Decided(string model) => CatalogueEdits.Add(scene, CatalogueSamples.Addition(model), Now).Edit!;

        var outcomes = new[] { await Store.Commit(Decided("one")), await Store.Commit(Decided("two")) };

        Assert.Equal([CommitResult.Committed, CommitResult.FenceLost], outcomes.Select(outcome => outcome.Result));
        Assert.Equal("studio/one", Assert.Single((await Store.Load()).Models).Name);
    }

    [EngineFact]
    public async Task Freeze_OfAnAccount_HoldsUntilItIsLiftedAndIsRemembered()
    {
        var addition = CatalogueSamples.Addition();
        await Commit(scene => CatalogueEdits.Add(scene, addition, Now));

        await Change(addition.Id, new ProviderFields { FreezeReason = "Its key has leaked" });

        const string Account = "studio:env:STUDIO_KEY";
        var freeze = (await new ModelStore(Database.Contexts).LoadFreezes()).OfPool(Account);
        Assert.Equal(("Its key has leaked", CatalogueSamples.Operator.UserId), (freeze!.Reason, freeze.FrozenBy));
        Assert.Equal(
            (ProviderRefusal.AccountFrozen, "quota_pool"),
            Reason(CatalogueEdits.Change(await Store.Load(), Request(addition.Id, new ProviderFields { QuotaPool = "another" }), Now)));

        await Change(addition.Id, new ProviderFields { Cleared = ["freeze"] });

        Assert.Null((await new ModelStore(Database.Contexts).LoadFreezes()).OfPool(Account));
        Assert.Contains("Its key has leaked", Assert.Single(await Events("provider.frozen")).Payload, StringComparison.Ordinal);
        Assert.Single(await Events("provider.unfrozen"));
        await using var db = await Database.Contexts.CreateDbContextAsync();
        var row = await db.Freezes.AsNoTracking().SingleAsync();
        Assert.Equal((Account, (Guid?)CatalogueSamples.Operator.UserId, true), (row.QuotaPool, row.LiftedBy, row.LiftedAt is not null));
    }

    [EngineFact]
    public async Task Rate_SetTwice_IsFoundAgainAndAddedOnce()
    {
        var from = Now.AddHours(-1);
        var request = new SetExchangeRate { Caller = CatalogueSamples.Operator, Currency = "USD", RateToAud = 1.52340m, ValidFrom = from, Source = "RBA" };

        Assert.Equal(CommitOutcome.Committed, await Commit(scene => CatalogueEdits.SetRate(scene, null, request, Now)));

        var known = await Store.FindRate("USD", from);
        Assert.Equal(1.5234m, known!.RateToAud);
        Assert.Null(CatalogueEdits.SetRate(await Store.Load(), known, request, Now).Edit);
        Assert.Equal((ProviderRefusal.RateExists, "valid_from"), Reason(CatalogueEdits.SetRate(await Store.Load(), known, request with { RateToAud = 1.6m }, Now)));
        Assert.Equal(1.5234m, Assert.Single(await new ModelStore(Database.Contexts).LoadRates(Now)).RateToAud);
        Assert.Contains("1.5234", Assert.Single(await Events("exchange_rate.set")).Payload, StringComparison.Ordinal);
    }

    [EngineFact]
    public async Task File_ThatFollowsTheSeed_ChangesNothingUntilItSaysSomethingElse()
    {
        await new CatalogueImport(Database.Contexts, TimeProvider.System).Run();
        var file = await Seed();
        Assert.Null(CatalogueFile.Compare(await Store.Load(), file, Now).Edit);

        var changed = file
            .Replace("\"display_name\": \"FLUX.2 Flex\"", "\"display_name\": \"FLUX.2 Flexible\"", StringComparison.Ordinal)
            .Replace("{ \"unit\": \"megapixel_first\", \"amount\": 0.07 }", "{ \"unit\": \"megapixel_first\", \"amount\": 0.08 }", StringComparison.Ordinal);
        var (reply, edit) = CatalogueFile.Compare(await Store.Load(), changed, Now);
        Assert.Equal(
            [("bfl/flux-2-flex", "changed", "display_name"), ("bfl/flux-2-max", "price", "version 2 in USD from 2026-01-01 00:00Z")],
            reply.Differences.Select(row => (row.Model, row.What, row.Detail)));
        Assert.Equal(CommitOutcome.Committed, await Store.Commit(edit!));

        Assert.Null(CatalogueFile.Compare(await Store.Load(), changed, Now).Edit);
        Assert.Equal([1, 2], (await Store.Load()).Models.Single(model => model.Name == "bfl/flux-2-max").Prices.Select(price => price.Version).Order());
        Assert.All(await Events("provider.changed"), happened => Assert.Null(happened.UserId));
    }

    private static async Task<string> Seed()
    {
        await using var json = typeof(CatalogueImport).Assembly.GetManifestResourceStream("catalogue.json")!;
        using var reader = new StreamReader(json);
        return await reader.ReadToEndAsync();
    }

    private async Task<CommitOutcome> Commit(Func<CatalogueScene, CatalogueDecision> decide)
    {
        var decision = decide(await Store.Load());
        Assert.True(decision.Edit is not null, decision.Refusal?.Message);
        return await Store.Commit(decision.Edit);
    }

    private async Task Change(Guid id, ProviderFields fields) =>
        Assert.Equal(CommitOutcome.Committed, await Commit(scene => CatalogueEdits.Change(scene, Request(id, fields), Now)));

    private static ChangeProvider Request(Guid id, ProviderFields fields) => new() { Id = id, Caller = CatalogueSamples.Operator, Fields = fields };

    private static (ProviderRefusal Reason, string? Field) Reason(CatalogueDecision decision) => (decision.Refusal!.Reason, decision.Refusal.Field);

    private async Task<OfferedModel> Entry(Guid id) => (await Store.Load()).Models.Single(model => model.Id == id);

    private async Task<List<OutboxRow>> Events(string type)
    {
        await using var db = await Database.Contexts.CreateDbContextAsync();
        return await db.Outbox.AsNoTracking().Where(row => row.EventType == type).ToListAsync();
    }

    private static Task<int> Count(DonatelloContext db, string table) =>
#pragma warning disable EF1002 // The name is a word of this file.
        db.Database.SqlQueryRaw<int>($"SELECT CAST(count(*) AS int) AS \"Value\" FROM {table}").SingleAsync();
#pragma warning restore EF1002
}

public sealed class SqliteCatalogueStoreTests() : CatalogueStoreTests(null);

[Collection(PostgresCollection.Name)]
public sealed class PostgresCatalogueStoreTests(PostgresFixture postgres) : CatalogueStoreTests(postgres);
