using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Freezes;
using DonatelloAI.Contracts.Providers;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Freezes;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Grains.Providers.Catalogue;

namespace DonatelloAI.Grains.Tests.Providers;

public sealed class CatalogueEditsTests
{
    private const string Amounts = """[{"unit":"image","amount":0.03}]""";

    private static readonly DateTimeOffset Now = Sample.Now;

    private static readonly Caller Operator = new()
    {
        UserId = Guid.CreateVersion7(), OrganizationId = Guid.CreateVersion7(), Role = UserRole.SuperAdmin, Scopes = KeyScopes.All,
    };

    private static readonly OfferedModel One = RouterBench.Model("a/one");

    public static TheoryData<ProviderFields, string> Wrong => new()
    {
        { new ProviderFields { DisplayName = "" }, "display_name" },
        { new ProviderFields { ApiEndpoint = " " }, "api_endpoint" },
        { new ProviderFields { CostPerImage = Money.FromMicros(-1) }, "cost_per_image_aud" },
        { new ProviderFields { SlaPercentage = 100.1 }, "sla_percentage" },
        { new ProviderFields { TimeoutSeconds = 0 }, "timeout_seconds" },
        { new ProviderFields { TimeoutSeconds = 3_601 }, "timeout_seconds" },
        { new ProviderFields { CapabilitiesJson = "{}" }, "capabilities" },
        { new ProviderFields { CapabilitiesJson = One.Capabilities.ToJson().Replace("512x512", "huge", StringComparison.Ordinal) }, "capabilities.sizes[1]" },
        { new ProviderFields { ReplacementModel = "a/one" }, "replacement_model" },
        { new ProviderFields { ReplacementModel = "a/nothing" }, "replacement_model" },
        { new ProviderFields { KeyReference = "" }, "key_reference" },
        { new ProviderFields { QuotaPool = "späti" }, "quota_pool" },
        { new ProviderFields { MaxRetries = 11 }, "max_retries" },
        { new ProviderFields { RateLimitPerMinute = 0 }, "rate_limit_per_minute" },
        { new ProviderFields { MaxConcurrency = 1_001 }, "max_concurrency" },
        { new ProviderFields { MaxOutputTextTokens = 5 }, "max_output_text_tokens" },
        { new ProviderFields { FreezeReason = " " }, "freeze.reason" },
        { new ProviderFields { FreezeReason = new string('x', FreezeView.MaxReasonLength + 1) }, "freeze.reason" },
        { Price(currency: "usd"), "price.currency" },
        { Price(source: ""), "price.source" },
        { Price(source: new string('x', EntryDraft.MaxSourceLength + 1)), "price.source" },
        { Price("[]"), "price.components" },
        { Price("""[{"unit":"banana","amount":1}]"""), "price.components[0].unit" },
        { Price("""[{"unit":"image","amount":-1}]"""), "price.components.amount" },
        { Price("""[{"unit":"image","key":"9x9","amount":1}]"""), "price.components.key" },
        { Price(from: Now.AddDays(-31)), "price.valid_from" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Change_ToWhatCannotBe_NamesTheField(ProviderFields fields, string field)
    {
        var refusal = Change(Scene(One), fields).Refusal!;

        Assert.Equal((ProviderRefusal.InvalidRequest, field), (refusal.Reason, refusal.Field));
        Assert.NotEmpty(refusal.Message);
    }

    [Fact]
    public void Change_OfEachField_IsNamedAndNothingElseMoves()
    {
        var fields = new ProviderFields
        {
            DisplayName = "One",
            SlaPercentage = 99.5,
            ShutdownAt = Now.AddDays(30),
            ReplacementModel = "a/two",
            RateLimitPerMinute = 30,
            MaxConcurrency = 9,
        };

        var entry = Assert.Single(Change(Scene(One, RouterBench.Model("a/two")), fields).Edit!.Entries);

        Assert.Equal(["display_name", "sla_percentage", "shutdown_at", "replacement_model", "rate_limit_per_minute", "max_concurrency"], entry.Fields);
        Assert.Equal(
            (One.ApiEndpoint, One.Timeout, One.MaxRetries, One.IsActive, 9), (entry.After.ApiEndpoint, entry.After.Timeout, entry.After.MaxRetries, entry.After.IsActive, entry.After.MaxConcurrency));
        Assert.Null(entry.NewPrice);
    }

    [Fact]
    public void Change_ThatClears_EmptiesWhatMayBeEmpty()
    {
        var full = One with { DisplayName = "One", SlaPercentage = 99, ShutdownAt = Now, ReplacementModel = "a/two", ConfiguredPool = "ours", RateLimitPerMinute = 5 };

        var after = Change(Scene(full, RouterBench.Model("a/two")), new ProviderFields
        {
            Cleared = ["display_name", "sla_percentage", "shutdown_at", "replacement_model", "quota_pool", "rate_limit_per_minute"],
        }).Edit!.Entries[0].After;

        Assert.Equal((null, null, null, null, null, null), (after.DisplayName, after.SlaPercentage, after.ShutdownAt, after.ReplacementModel, after.ConfiguredPool, after.RateLimitPerMinute));
    }

    [Fact]
    public void Change_ToWhatIs_NeedsNothing() =>
        Assert.Equal(CatalogueDecision.Nothing, Change(Scene(One), new ProviderFields { IsActive = true, MaxRetries = One.MaxRetries, Cleared = ["freeze", "sla_percentage"] }));

    [Fact]
    public void Change_OfAnEntryThatBreaksRules_MayStillSwitchAndFreezeIt()
    {
        var odd = One with { ApiEndpoint = "" };

        Assert.NotNull(Change(Scene(odd), new ProviderFields { IsActive = false }).Edit);
        Assert.NotNull(Change(Scene(odd), new ProviderFields { FreezeReason = "Odd" }).Edit);
        Assert.Equal("api_endpoint", Change(Scene(odd), new ProviderFields { MaxRetries = 3 }).Refusal!.Field);
    }

    [Fact]
    public void Change_OnAStaleTag_IsRefused()
    {
        var scene = Scene(One);
        var tag = ProviderViews.Of(One, null, Now).Tag;
        var request = new ChangeProvider { Id = One.Id, Caller = Operator, Fields = new ProviderFields { MaxRetries = 3 }, ExpectedTag = tag };
        Assert.NotNull(CatalogueEdits.Change(scene, request, Now).Edit);

        Assert.Equal(ProviderRefusal.TagChanged, CatalogueEdits.Change(scene, request with { ExpectedTag = "x" }, Now).Refusal!.Reason);
        Assert.Equal(ProviderRefusal.NotFound, CatalogueEdits.Change(scene, request with { Id = Guid.CreateVersion7() }, Now).Refusal!.Reason);
        Assert.NotEqual(tag, ProviderViews.Of(One, new FreezeView(Guid.CreateVersion7(), "Odd", Now, Operator.UserId), Now).Tag);
    }

    [Fact]
    public void Price_Changed_IsTheNextVersionFromNowOrLater()
    {
        var next = Change(Scene(One), Price()).Edit!.Entries[0].NewPrice!;
        Assert.Equal((One.Prices[0].Version + 1, Now, 0.03m), (next.Version, next.ValidFrom, next.Components[0].Amount));

        // A price that was announced, and one for the time until then.
        var announced = One with { Prices = [.. One.Prices, next with { ValidFrom = Now.AddDays(30) }] };
        var until = Change(Scene(announced), Price(from: Now)).Edit!.Entries[0].NewPrice!;
        Assert.Equal(until, PriceVersion.Choose([.. announced.Prices, until], Now));
        Assert.Equal(next.Version, PriceVersion.Choose([.. announced.Prices, until], Now.AddDays(30))!.Version);
    }

    [Fact]
    public void Price_BeyondTheMost_IsRefused()
    {
        var many = One with { Prices = [.. Enumerable.Range(1, CatalogueEdits.MaxPrices).Select(version => One.Prices[0] with { Version = version })] };

        Assert.Equal((ProviderRefusal.TooMany, "price"), Reason(Change(Scene(many), Price())));
    }

    [Fact]
    public void Freeze_OfAnAccount_KeepsItsEntriesWhereTheyAre()
    {
        var freeze = Change(Scene(One), new ProviderFields { FreezeReason = "Its key has leaked" }).Edit!.Entries[0].FreezeAfter!;
        var frozen = Scene(One) with { Freezes = FreezeState.None with { Pools = new Dictionary<string, FreezeView>(StringComparer.Ordinal) { ["a"] = freeze } } };

        Assert.Equal((Operator.UserId, Now), (freeze.FrozenBy, freeze.FrozenAt));
        Assert.Equal(CatalogueDecision.Nothing, Change(frozen, new ProviderFields { FreezeReason = "Its key has leaked" }));
        Assert.Equal((ProviderRefusal.AccountFrozen, "quota_pool"), Reason(Change(frozen, new ProviderFields { QuotaPool = "other" })));
        Assert.Equal((ProviderRefusal.AccountFrozen, "quota_pool"), Reason(Change(frozen, new ProviderFields { KeyReference = "other" })));
        var lifted = Change(frozen, new ProviderFields { Cleared = ["freeze"] }).Edit!.Entries[0];
        Assert.Equal((freeze, null), (lifted.FreezeBefore, lifted.FreezeAfter));
    }

    [Fact]
    public void Add_OfAModelThatIsThere_IsRefusedAndARepetitionIsAnswered()
    {
        var request = Addition("a", "new");
        var made = CatalogueEdits.Add(Scene(One), request, Now).Edit!.Entries[0];
        Assert.Equal((false, 4, 2, "a"), (made.After.IsActive, made.After.MaxConcurrency, made.After.MaxRetries, made.After.QuotaPool));

        Assert.Equal((ProviderRefusal.ModelExists, "model_name"), Reason(CatalogueEdits.Add(Scene(One), Addition("a", "one"), Now)));
        var there = Scene(One, made.After);
        Assert.True(CatalogueEdits.Add(there, request, Now.AddHours(1)).IsReplay);
        var other = request with { Fields = request.Fields with { MaxRetries = 9 } };
        Assert.Equal(ProviderRefusal.IdempotencyKeyReused, CatalogueEdits.Add(there, other, Now).Refusal!.Reason);
    }

    [Theory]
    [InlineData("A", "x", "provider_name")]
    [InlineData("", "x", "provider_name")]
    [InlineData("a", "", "model_name")]
    [InlineData("a", " x", "model_name")]
    [InlineData("a", "ä", "model_name")]
    public void Add_UnderANameThatCannotBe_NamesTheField(string provider, string model, string field) =>
        Assert.Equal((ProviderRefusal.InvalidRequest, field), Reason(CatalogueEdits.Add(Scene(), Addition(provider, model), Now)));

    [Fact]
    public void Add_BeyondTheMost_IsRefused()
    {
        var full = Scene([.. Enumerable.Range(0, CatalogueEdits.MaxEntries).Select(number => RouterBench.Model($"a/{number}"))]);

        Assert.Equal(ProviderRefusal.TooMany, CatalogueEdits.Add(full, Addition("a", "new"), Now).Refusal!.Reason);
    }

    [Theory]
    [InlineData("usd", "1.5", 0, "source", "currency")]
    [InlineData("AUD", "1.5", 0, "source", "currency")]
    [InlineData("USD", "0", 0, "source", "rate_to_aud")]
    [InlineData("USD", "1000000.1", 0, "source", "rate_to_aud")]
    [InlineData("USD", "1.123456789", 0, "source", "rate_to_aud")]
    [InlineData("USD", "1.5", 0, " ", "source")]
    [InlineData("USD", "1.5", -169, "source", "valid_from")]
    public void Rate_ThatCannotBe_NamesTheField(string currency, string rate, int hours, string source, string field)
    {
        var request = new SetExchangeRate
        {
            Caller = Operator,
            Currency = currency,
            RateToAud = decimal.Parse(rate, System.Globalization.CultureInfo.InvariantCulture),
            ValidFrom = Now.AddHours(hours),
            Source = source,
        };

        Assert.Equal((ProviderRefusal.InvalidRequest, field), Reason(CatalogueEdits.SetRate(Scene(), null, request, Now)));
    }

    private static (ProviderRefusal Reason, string? Field) Reason(CatalogueDecision decision) => (decision.Refusal!.Reason, decision.Refusal.Field);

    private static CatalogueScene Scene(params OfferedModel[] models) => new(7, models, FreezeState.None);

    private static CatalogueDecision Change(CatalogueScene scene, ProviderFields fields) =>
        CatalogueEdits.Change(scene, new ChangeProvider { Id = One.Id, Caller = Operator, Fields = fields }, Now);

    private static AddProvider Addition(string provider, string model) => new()
    {
        Id = NewId,
        Caller = Operator,
        ProviderName = provider,
        ModelName = model,
        Fields = new ProviderFields { ApiEndpoint = "https://images.example/v1", CapabilitiesJson = One.Capabilities.ToJson() },
    };

    private static Guid NewId { get; } = Guid.CreateVersion7();

    private static ProviderFields Price(string json = Amounts, string currency = "USD", string source = "Contract", DateTimeOffset? from = null) =>
        new() { Price = new NewPrice(currency, json, from, source) };
}
