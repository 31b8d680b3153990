using DonatelloAI.Api.Tests.Generations;
using DonatelloAI.Contracts.Users;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Api.Tests.Providers;

/// <summary>The catalogue over HTTP; each test has a model of its own.</summary>
[Collection(InstallationCollection.Name)]
public sealed class ProviderTests(Installation installation) : GenerationTest(installation)
{
    private readonly string _name = $"model-{Guid.CreateVersion7():n}";
    private Client _operator = null!;

    private string Model => $"studio/{_name}";

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _operator = await Person(UserRole.SuperAdmin);
    }

    [Fact]
    public async Task Model_Added_IsOfferedAndOrderedAtOnce()
    {
        var made = await Add();

        Assert.Equal((201, $"/v1/providers/{made.Text("id")}"), (made.Code, made.Headers["Location"]));
        Assert.Equal(("studio", _name, true, $"pool-{_name}", 7), (made.Text("provider_name"), made.Text("model_name"), made.Json.GetProperty("is_active").GetBoolean(), made.Text("account"), made.Json.GetProperty("max_concurrency").GetInt32()));
        var price = Assert.Single(made.Json.GetProperty("prices").EnumerateArray());
        Assert.Equal((1, true), (price.GetProperty("version").GetInt32(), price.GetProperty("is_in_force").GetBoolean()));
        var read = await _operator.Get(Path(made));
        Assert.Equal((made.Body, made.Headers["ETag"]), (read.Body, read.Headers["ETag"]));

        var picture = await Made(Studio("a barn", Model));
        Assert.Equal(("completed", "0.200000"), (picture.Text("status"), picture.Text("cost_aud")));
        var shown = (await Artist.Get("/v1/models")).Json.GetProperty("data").EnumerateArray().Single(model => model.Text("id") == Model);
        Assert.Equal(("available", "0.200000", "AUD"), (shown.Text("availability"), shown.Text("typical_ceiling_aud"), shown.Text("currency")));
        Assert.Equal(["provider.created"], await EventsOf(made));
    }

    [Fact]
    public async Task Price_Changed_IsANewVersionAndOrdersArePricedByItAtOnce()
    {
        var made = await Add();

        var changed = await _operator.Patch(Path(made), """{"price":{"currency":"AUD","source":"Letter","components":[{"unit":"image","amount":0.3}]}}""");

        Assert.Equal(200, changed.Code);
        Assert.Equal(
            [(2, true, 0.3m), (1, false, 0.2m)],
            changed.Json.GetProperty("prices").EnumerateArray().Select(price => (
                price.GetProperty("version").GetInt32(), price.GetProperty("is_in_force").GetBoolean(), price.GetProperty("components")[0].GetProperty("amount").GetDecimal())));
        Assert.Equal("0.300000", (await Artist.Post("/v1/estimates", Studio("a barn", Model))).Text("ceiling_aud"));
        var later = await _operator.Patch(Path(made), """{"price":{"currency":"AUD","valid_from":"2100-01-01T00:00:00Z","source":"Letter","components":[{"unit":"image","amount":0.9}]}}""");
        Assert.Equal([3, 2, 1], later.Json.GetProperty("prices").EnumerateArray().Select(price => price.GetProperty("version").GetInt32()));
        Assert.Equal("0.300000", (await Artist.Post("/v1/estimates", Studio("a barn", Model))).Text("ceiling_aud"));
        Assert.Equal(["provider.created", "provider.changed", "provider.changed"], await EventsOf(made));
    }

    [Fact]
    public async Task Add_Repeated_MakesOneAndRefusesAnotherBody()
    {
        var first = await Add(headers: ("Idempotency-Key", _name));
        var second = await Add(headers: ("Idempotency-Key", _name));

        Assert.Equal((201, first.Body, "true"), (second.Code, second.Body, second.Headers["Idempotency-Replayed"]));
        Assert.Equal((422, "idempotency_key_reused"), Short(await Add(more: "\"timeout_seconds\":9,", headers: ("Idempotency-Key", _name))));
        Assert.Equal((409, "model_exists", "model_name:model_exists"), Long(await Add()));
    }

    [Fact]
    public async Task Change_OnAStaleTag_IsRefused()
    {
        var made = await Add();
        var changed = await _operator.Patch(Path(made), """{"max_retries":5}""", ("If-Match", made.Headers["ETag"]));
        Assert.Equal((200, 5), (changed.Code, changed.Json.GetProperty("max_retries").GetInt32()));

        Assert.Equal((412, "precondition_failed"), Short(await _operator.Patch(Path(made), """{"max_retries":6}""", ("If-Match", made.Headers["ETag"]))));
        Assert.Equal((412, "precondition_failed"), Short(await _operator.Delete(Path(made), ("If-Match", made.Headers["ETag"]))));
        Assert.Equal(204, (await _operator.Delete(Path(made), ("If-Match", changed.Headers["ETag"]))).Code);
    }

    [Fact]
    public async Task Model_SwitchedOff_IsRefusedAtOnceAndComesBack()
    {
        var made = await Add();

        Assert.Equal(204, (await _operator.Delete(Path(made))).Code);
        Assert.Equal((422, "model_unavailable"), Short(await Artist.Post("/v1/generations", Studio("a barn", Model))));
        Assert.Equal(204, (await _operator.Delete(Path(made))).Code);

        await _operator.Patch(Path(made), """{"is_active":true}""");
        Assert.Equal("completed", (await Made(Studio("a barn", Model))).Text("status"));
        Assert.Equal(["provider.created", "provider.deactivated", "provider.activated"], await EventsOf(made));
    }

    [Fact]
    public async Task Change_WithNull_EmptiesAField()
    {
        var made = await Add("""
            "sla_percentage":99.5,"shutdown_at":"2100-01-01T00:00:00Z","replacement_model":"local/canvas","rate_limit_per_minute":50,
            """);
        Assert.Equal("local/canvas", made.Text("replacement_model"));

        var cleared = await _operator.Patch(Path(made), """{"sla_percentage":null,"shutdown_at":null,"replacement_model":null,"rate_limit_per_minute":null,"quota_pool":null}""");

        foreach (var name in new[] { "sla_percentage", "shutdown_at", "replacement_model", "rate_limit_per_minute", "quota_pool" })
        {
            Assert.False(cleared.Json.TryGetProperty(name, out _), name);
        }

        Assert.Equal("studio", cleared.Text("account"));
        Assert.Equal((400, "null_not_allowed", "api_endpoint:null_not_allowed"), Long(await _operator.Patch(Path(made), """{"api_endpoint":null}""")));
    }

    [Theory]
    [InlineData("""{"timeout_seconds":0}""", "timeout_seconds:invalid_field")]
    [InlineData("""{"sla_percentage":101}""", "sla_percentage:invalid_field")]
    [InlineData("""{"replacement_model":"nobody/nothing"}""", "replacement_model:invalid_field")]
    [InlineData("""{"max_concurrency":"many"}""", "max_concurrency:wrong_type")]
    [InlineData("""{"api_key":"secret"}""", "api_key:unknown_field")]
    [InlineData("""{"freeze":{"reason":""}}""", "freeze.reason:invalid_field")]
    [InlineData("""{"freeze":{}}""", "freeze.reason:required")]
    [InlineData("""{"capabilities":{"sizes":[]}}""", "capabilities.default_size:required capabilities.qualities:required capabilities.output_formats:required capabilities.max_images_per_call:required capabilities.seed:required capabilities.negative_prompt:required capabilities.mask_edit:required capabilities.max_input_images:required capabilities.streaming:required capabilities.max_partial_images:required capabilities.call_kind:required")]
    [InlineData("""{"price":{"currency":"AUD","source":"x","components":[{"unit":"banana","amount":1}]}}""", "price.components[0].unit:invalid_field")]
    [InlineData("""{"price":{"currency":"AUD","source":"x","components":[{"unit":"image","amount":1,"colour":"red"}]}}""", "price.components[0].colour:unknown_field")]
    [InlineData("""{"price":{"currency":"dollars","source":"x","components":[{"unit":"image","amount":1}]}}""", "price.currency:invalid_field")]
    public async Task Change_ToWhatCannotBe_NamesTheField(string body, string errors)
    {
        var made = await Add();

        var answer = await _operator.Patch(Path(made), body);

        Assert.Equal((400, errors), (answer.Code, answer.Errors));
        Assert.Equal(made.Headers["ETag"], (await _operator.Get(Path(made))).Headers["ETag"]);
    }

    [Fact]
    public async Task Catalogue_ReadPageByPage_IsAllOfItByName()
    {
        await Add();
        var names = new List<string>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await _operator.Get($"/v1/providers?limit=20{cursor}");
            names.AddRange(page.Json.GetProperty("data").EnumerateArray().Select(entry => $"{entry.Text("provider_name")}/{entry.Text("model_name")}"));
            cursor = page.Json.TryGetProperty("next_cursor", out var next) ? $"&cursor={next.GetString()}" : null;
        }

        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.Equal(names.Distinct(), names);
        Assert.Contains(Model, names);
        Assert.True(names.Count > 50, "the whole seed is there");
        Assert.Equal(404, (await _operator.Get($"/v1/providers/{Guid.CreateVersion7()}")).Code);
        Assert.Equal((400, "invalid_limit"), Short(await _operator.Get("/v1/providers?limit=0")));
    }

    [Fact]
    public async Task Account_Frozen_TakesNoOrderAndFinishesWhatRunsUntilItIsLifted()
    {
        var made = await Add("\"max_concurrency\":1,", "");
        var running = (await Artist.Post("/v1/generations", Studio("[fault:slow] first", Model))).Text("id");
        await Until(running, "processing");
        var waiting = (await Artist.Post("/v1/generations", Studio("second", Model))).Text("id");

        var frozen = await _operator.Patch(Path(made), """{"freeze":{"reason":"Its key has leaked"}}""");
        Assert.Equal((200, "Its key has leaked"), (frozen.Code, frozen.Json.GetProperty("freeze").Text("reason")));
        var refused = await Artist.Post("/v1/generations", Studio("third", Model));
        Assert.Equal((422, "provider_frozen", "model:provider_frozen"), Long(refused));
        Assert.DoesNotContain("leaked", refused.Body, StringComparison.Ordinal);

        Installation.Vendor.Release();
        Assert.Equal("0.200000", (await Until(running, "completed")).Text("cost_aud"));
        Assert.Equal("pending", (await Artist.Get($"/v1/generations/{waiting}")).Text("status"));
        Assert.Equal(("0.200000", "0.200000"), await Money());

        Assert.Equal(200, (await _operator.Patch(Path(made), """{"freeze":null}""")).Code);
        await Until(waiting, "completed");
        Assert.Equal(("0.400000", "0.000000"), await Money());
        Assert.Equal(["provider.created", "provider.frozen", "provider.unfrozen"], await EventsOf(made));
    }

    [Fact]
    public async Task Model_ThatItsVendorHasEnded_GivesWayAndTheAnswerSaysSo()
    {
        await Add("\"shutdown_at\":\"2026-01-01T00:00:00Z\",\"replacement_model\":\"local/canvas\",");

        foreach (var name in new[] { Model, _name })
        {
            var answer = await Artist.Post("/v1/generations", Studio("a barn", name), ("Prefer", "wait=60"));

            Assert.Equal((200, "local", "canvas"), (answer.Code, answer.Text("model_provider"), answer.Text("model_name")));
            Assert.Equal(("@1767225600", "Thu, 01 Jan 2026 00:00:00 GMT"), (answer.Headers["Deprecation"], answer.Headers["Sunset"]));
            Assert.Contains($"{Model} is retired; local/canvas replaces it.", answer.Json.GetProperty("routing").Text("reason"), StringComparison.Ordinal);
        }

        Assert.False((await Artist.Post("/v1/generations", Small)).Headers.ContainsKey("Deprecation"));
        var shown = (await Artist.Get("/v1/models")).Json.GetProperty("data").EnumerateArray().Single(model => model.Text("id") == Model);
        Assert.Equal(("unavailable", "2026-01-01T00:00:00Z", "local/canvas"), (shown.Text("availability"), shown.Text("shutdown_at"), shown.Text("replacement_model")));
    }

    [Fact]
    public async Task Rate_Set_IsListedAndPricesOrdersAtOnce()
    {
        var currency = "XA" + (char)('A' + Random.Shared.Next(26));
        await Add(price: $$"""{"currency":"{{currency}}","source":"x","components":[{"unit":"image","amount":0.1}]}""");
        var without = await Artist.Post("/v1/estimates", Studio("a barn", Model));
        Assert.Equal((422, "model_unpriced"), Short(without));
        Assert.Contains($"{currency} to AUD", without.Body, StringComparison.Ordinal);

        var set = await _operator.Put("/v1/exchange-rates", $$"""{"currency":"{{currency}}","rate_to_aud":"2.5","source":"A bank, today"}""");

        Assert.Equal(200, set.Code);
        var rate = set.Json.GetProperty("data").EnumerateArray().Single(row => row.Text("currency") == currency);
        Assert.Equal(("2.5", "A bank, today", false), (rate.Text("rate_to_aud"), rate.Text("source"), rate.GetProperty("is_stale").GetBoolean()));
        Assert.Equal(TimeSpan.FromDays(7), rate.GetProperty("stale_from").GetDateTimeOffset() - rate.GetProperty("valid_from").GetDateTimeOffset());
        Assert.Equal("0.250000", (await Artist.Post("/v1/estimates", Studio("a barn", Model))).Text("ceiling_aud"));
        Assert.Equal(set.Body, (await _operator.Get("/v1/exchange-rates")).Body);
    }

    [Theory]
    [InlineData("""{"currency":"usd","rate_to_aud":"1.5","source":"x"}""", "currency:invalid_field")]
    [InlineData("""{"currency":"USD","rate_to_aud":"dear","source":"x"}""", "rate_to_aud:invalid_field")]
    [InlineData("""{"currency":"USD","rate_to_aud":"-1.5","source":"x"}""", "rate_to_aud:invalid_field")]
    [InlineData("""{"currency":"USD","rate_to_aud":1.5,"source":"x"}""", "rate_to_aud:wrong_type")]
    [InlineData("""{"currency":"USD","rate_to_aud":"1.5","valid_from":"2020-01-01T00:00:00Z","source":"x"}""", "valid_from:invalid_field")]
    [InlineData("""{"currency":"USD","rate_to_aud":"1.5"}""", "source:required")]
    public async Task Rate_ThatCannotBe_NamesTheField(string body, string errors)
    {
        var answer = await _operator.Put("/v1/exchange-rates", body);

        Assert.Equal((400, errors), (answer.Code, answer.Errors));
    }

    private static (int, string?) Short(Answer answer) => (answer.Code, answer.Problem);

    private static (int, string?, string?) Long(Answer answer) => (answer.Code, answer.Problem, answer.Errors);

    private static string Path(Answer made) => $"/v1/providers/{made.Text("id")}";

    private Task<Answer> Add(
        string more = "",
        string limits = "\"max_concurrency\":7,",
        string price = """{"currency":"AUD","source":"Contract","components":[{"unit":"image","amount":0.2}]}""",
        params (string, string)[] headers) => _operator.Post(
        "/v1/providers",
        $$$"""
        {"provider_name":"studio","model_name":"{{{_name}}}","is_active":true,"api_endpoint":"https://vendor.example/v1","quota_pool":"pool-{{{_name}}}","max_retries":0,{{{limits}}}{{{more}}}
         "capabilities":{"sizes":["1024x1024"],"default_size":"1024x1024","qualities":[],"output_formats":["jpeg"],"max_images_per_call":1,"seed":false,
         "negative_prompt":false,"mask_edit":false,"max_input_images":0,"streaming":false,"max_partial_images":0,"call_kind":"unconfirmable"},
         "price":{{{price}}}}
        """,
        headers);

    private async Task<List<string>> EventsOf(Answer made)
    {
        await using var db = await Installation.Contexts.CreateDbContextAsync();
        var id = Guid.Parse(made.Text("id"));
        return await db.Outbox.Where(row => row.SubjectId == id).OrderBy(row => row.SubjectVersion).Select(row => row.EventType).ToListAsync();
    }
}
