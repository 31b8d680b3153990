using System.Text.Json;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Testing;

namespace DonatelloAI.Api.Tests.Generations;

/// <summary>From an order to its picture and its price, and every order that is refused.</summary>
[Collection(InstallationCollection.Name)]
public sealed class SubmitTests(Installation installation) : GenerationTest(installation)
{
    [Fact]
    public async Task Order_OfAPicture_IsMadeAndChargedAtItsPrice()
    {
        var answer = await Artist.Post("/v1/generations", Order("""  "seed":7,"style":"pastel","negative_prompt":"people","metadata":{"shot":[1,"ü"]}  """));

        Assert.Equal(202, answer.Code);
        var id = answer.Text("id");
        Assert.Equal($"/v1/generations/{id}", answer.Headers["Location"]);
        var made = await Until(id, "completed");
        Assert.Equal(
            ("local", "canvas", "a red circle", "64x64", "pastel", "people", Price, "0.000000"),
            (made.Text("model_provider"), made.Text("model_name"), made.Text("prompt"), made.Text("size"), made.Text("style"), made.Text("negative_prompt"), made.Text("cost_aud"), made.Text("held_aud")));
        Assert.Equal((7, """{"shot":[1,"ü"]}"""), (made.GetProperty("seed").GetInt64(), made.GetProperty("metadata").GetRawText()));
        Assert.Equal((Price, "0.000000"), await Money());
    }

    [Fact]
    public async Task Order_WhileItIsMade_HoldsItsCeilingAndThenSpendsIt()
    {
        var id = (await Artist.Post("/v1/generations", Studio("[fault:slow] a pier"))).Text("id");
        Assert.Equal(("0.000000", "0.100000"), await Money());

        Installation.Vendor.Release();
        await Until(id, "completed");
        Assert.Equal(("0.100000", "0.000000"), await Money());
    }

    [Theory]
    [InlineData("""{}""", "prompt:required")]
    [InlineData("""{"prompt":""}""", "prompt:empty")]
    [InlineData("""{"prompt":" \n "}""", "prompt:empty")]
    [InlineData("""{"prompt":7}""", "prompt:wrong_type")]
    [InlineData("""{"prompt":"a\u0000b"}""", "prompt:invalid_text")]
    [InlineData("""{"prompt":"a\ud800"}""", "prompt:invalid_text")]
    [InlineData("""{"prompt":"a","n":0}""", "n:out_of_range")]
    [InlineData("""{"prompt":"a","n":11}""", "n:out_of_range")]
    [InlineData("""{"prompt":"a","n":-1}""", "n:out_of_range")]
    [InlineData("""{"prompt":"a","n":1.5}""", "n:wrong_type")]
    [InlineData("""{"prompt":"a","n":"2"}""", "n:wrong_type")]
    [InlineData("""{"prompt":"a","n":99999999999}""", "n:wrong_type")]
    [InlineData("""{"prompt":"a","seed":-1}""", "seed:out_of_range")]
    [InlineData("""{"prompt":"a","seed":4294967296}""", "seed:out_of_range")]
    [InlineData("""{"prompt":"a","seed":99999999999999999999}""", "seed:wrong_type")]
    [InlineData("""{"prompt":"a","size":"big"}""", "size:invalid_size")]
    [InlineData("""{"prompt":"a","size":"0x1024"}""", "size:invalid_size")]
    [InlineData("""{"prompt":"a","size":"1024x1024\n"}""", "size:invalid_size")]
    [InlineData("""{"prompt":"a","size":"-1x1"}""", "size:invalid_size")]
    [InlineData("""{"prompt":"a","size":"1024X1024"}""", "size:invalid_size")]
    [InlineData("""{"prompt":"a","size":"","model":"","quality":" "}""", "size:invalid_size model:empty quality:empty")]
    [InlineData("""{"prompt":"a","output_format":"exe"}""", "output_format:invalid_output_format")]
    [InlineData("""{"prompt":"a","background":"clear"}""", "background:invalid_background")]
    [InlineData("""{"prompt":"a","metadata":[1]}""", "metadata:wrong_type")]
    [InlineData("""{"prompt":"a","metadata":"x"}""", "metadata:wrong_type")]
    [InlineData("""{"prompt":"a","metadata":{"a":"\u0000"}}""", "metadata.a:invalid_text")]
    [InlineData("""{"prompt":"a","metadata":{"a":1,"a":2}}""", "metadata.a:duplicate_field")]
    [InlineData("""{"prompt":"a","department_id":"mine"}""", "department_id:wrong_type")]
    [InlineData("""{"prompt":"a","department_id":7}""", "department_id:wrong_type")]
    [InlineData("""{"prompt":"a","steps":50}""", "steps:unknown_field")]
    [InlineData("""{"prompt":"a","organization_id":"00000000-0000-0000-0000-000000000000"}""", "organization_id:unknown_field")]
    [InlineData("""{"prompt":"a","cost_aud":"0"}""", "cost_aud:unknown_field")]
    [InlineData("""{"prompt":"","n":0,"seed":-1,"more":1}""", "more:unknown_field")]
    [InlineData("""{"prompt":"","n":0,"seed":-1}""", "prompt:empty n:out_of_range seed:out_of_range")]
    public async Task Order_OfAWrongShape_IsRefusedWithEveryFieldAndNothingHappens(string json, string errors)
    {
        foreach (var route in new[] { "/v1/generations", "/v1/estimates" })
        {
            var answer = await Artist.Post(route, json);

            Assert.Equal((400, errors), (answer.Code, answer.Errors));
            Assert.All(answer.Json.GetProperty("errors").EnumerateArray(), error => Assert.EndsWith(".", error.Text("message"), StringComparison.Ordinal));
        }

        await AssertNothingHappened();
    }

    [Theory]
    [InlineData("prompt", 32_000, 32_001)]
    [InlineData("negative_prompt", 32_000, 32_001)]
    [InlineData("style", 100, 101)]
    public async Task Text_AtAndOverItsLength_IsTakenAndRefused(string field, int fits, int exceeds)
    {
        var body = new Dictionary<string, string>(StringComparer.Ordinal) { ["prompt"] = "a", ["model"] = "local/canvas", ["size"] = "64x64" };
        body[field] = new string('ü', exceeds);
        var refused = await Artist.Post("/v1/generations", JsonSerializer.Serialize(body));
        Assert.Equal((400, $"{field}:too_long"), (refused.Code, refused.Errors));
        await AssertNothingHappened();

        body[field] = new string('ü', fits);
        Assert.Equal(body[field], (await Made(JsonSerializer.Serialize(body))).Text(field));
    }

    [Fact]
    public async Task Metadata_AtAndOverItsSize_IsTakenAndRefused()
    {
        static string Sized(int bytes) => Order($$"""  "metadata":{"a":"{{new string('x', bytes - 8)}}"}  """);

        Assert.Equal("metadata:too_long", (await Artist.Post("/v1/generations", Sized(4_097))).Errors);
        await AssertNothingHappened();
        Assert.Equal(202, (await Artist.Post("/v1/generations", Sized(4_096))).Code);
    }

    [Theory]
    [InlineData("""{"prompt":"a","model":"nobody/nothing"}""", 400, "model:model_not_found")]
    [InlineData("""{"prompt":"a","model":"nothing"}""", 400, "model:model_not_found")]
    [InlineData("""{"prompt":"a","model":"openai/gpt-image-2"}""", 422, "model:model_unavailable")]
    [InlineData("""{"prompt":"a","model":"local/canvas","size":"5000x5000"}""", 400, "size:invalid_field")]
    [InlineData("""{"prompt":"a","model":"local/canvas","quality":"divine"}""", 400, "quality:invalid_field")]
    [InlineData("""{"prompt":"a","model":"studio/paint","output_format":"webp"}""", 400, "output_format:invalid_field")]
    [InlineData("""{"prompt":"a","model":"studio/paint","background":"transparent"}""", 400, "background:invalid_field")]
    public async Task Order_ThatItsModelCannotMake_IsRefusedAndNothingHappens(string json, int status, string errors)
    {
        var answer = await Artist.Post("/v1/generations", json);

        Assert.Equal((status, errors), (answer.Code, answer.Errors));
        Assert.EndsWith(".", answer.Text("detail"), StringComparison.Ordinal);
        await AssertNothingHappened();
    }

    [Fact]
    public async Task Order_FromAnotherDepartmentsMoney_IsRefusedInTheSameWords()
    {
        var sentences = new HashSet<string>(StringComparer.Ordinal);
        foreach (var department in new[] { Place.SecondDepartmentId, Installation.Other.DepartmentId, Guid.CreateVersion7() })
        {
            var answer = await Artist.Post("/v1/generations", Order($"\"department_id\":\"{department}\""));
            Assert.Equal((403, "department_id:department_not_allowed"), (answer.Code, answer.Errors));
            sentences.Add(answer.Text("detail"));
        }

        var admin = await Person(UserRole.OrgAdmin);
        Assert.Equal(202, (await admin.Post("/v1/generations", Order($"\"department_id\":\"{Place.SecondDepartmentId}\""))).Code);
        Assert.Equal("department_not_allowed", (await admin.Post("/v1/generations", Order($"\"department_id\":\"{Installation.Other.DepartmentId}\""))).Problem);
        Assert.Single(sentences);
        await AssertNothingHappened();
    }

    [Fact]
    public async Task Order_AboveTheBudget_IsRefusedWithTheNumbers()
    {
        await SetBudget("0.04");

        var answer = await Artist.Post("/v1/generations", Small);

        Assert.Equal((402, "insufficient_budget"), (answer.Code, answer.Problem));
        Assert.Equal(
            ("0.050000", "0.000000", "0.000000", "0.040000"),
            (answer.Text("asked"), answer.Text("held"), answer.Text("spent"), answer.Text("left")));
        Assert.Matches("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", answer.Text("period_end"));
        await AssertNothingHappened();
    }

    [Fact]
    public async Task Order_WithAKeyTwice_IsMadeOnceAndAnswersWhatStands()
    {
        var first = await Artist.Post("/v1/generations", Small, ("Idempotency-Key", "one"), ("Prefer", "wait=60"));
        var again = await Artist.Post("/v1/generations", Small, ("Idempotency-Key", "one"));

        Assert.Equal((200, 202), (first.Code, again.Code));
        Assert.Equal((first.Text("id"), "completed", "true"), (again.Text("id"), again.Text("status"), again.Headers["Idempotency-Replayed"]));
        Assert.False(first.Headers.ContainsKey("Idempotency-Replayed"));
        Assert.Equal((Price, "0.000000"), await Money());
    }

    [Fact]
    public async Task Order_WithAKeyOfAnotherBodyOrPerson_IsRefusedOrItsOwn()
    {
        var first = await Artist.Post("/v1/generations", Small, ("Idempotency-Key", "two"));
        var reused = await Artist.Post("/v1/generations", Order("\"n\":2"), ("Idempotency-Key", "two"));
        var colleague = await (await Person(UserRole.StandardUser)).Post("/v1/generations", Small, ("Idempotency-Key", "two"));

        Assert.Equal((202, 422, "idempotency_key_reused", 202), (first.Code, reused.Code, reused.Problem, colleague.Code));
        Assert.NotEqual(first.Text("id"), colleague.Text("id"));
        Assert.Equal("invalid_idempotency_key", (await Artist.Post("/v1/generations", Small, ("Idempotency-Key", new string('k', 256)))).Problem);
    }

    [Fact]
    public async Task Order_WithOneKeyManyTimesAtOnce_IsMadeOnce()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Artist.Post("/v1/generations", Small, ("Idempotency-Key", "many"))));

        Assert.All(answers, answer => Assert.Equal(202, answer.Code));
        var id = Assert.Single(answers.Select(answer => answer.Text("id")).Distinct());
        Assert.Equal(1, answers.Count(answer => !answer.Headers.ContainsKey("Idempotency-Replayed")));
        await Until(id, "completed");
        Assert.Equal((Price, "0.000000"), await Money());
    }

    [Fact]
    public async Task RefusedOrder_WithAKey_MayBeSentAgain()
    {
        await SetBudget("0.04");
        Assert.Equal(402, (await Artist.Post("/v1/generations", Small, ("Idempotency-Key", "three"))).Code);

        await SetBudget("10");
        var answer = await Artist.Post("/v1/generations", Small, ("Idempotency-Key", "three"));
        Assert.Equal((202, false), (answer.Code, answer.Headers.ContainsKey("Idempotency-Replayed")));
    }

    [Fact]
    public async Task Wait_UntilTheEnd_AnswersTheEndedObject()
    {
        var answer = await Artist.Post("/v1/generations", Small, ("Prefer", "respond-async, wait=600"));

        Assert.Equal((200, "completed", "wait=60"), (answer.Code, answer.Text("status"), answer.Headers["Preference-Applied"]));
        Assert.Equal($"/v1/generations/{answer.Text("id")}", answer.Headers["Location"]);
    }

    [Fact]
    public async Task Wait_ThatIsTooShort_AnswersWhatStands()
    {
        var answer = await Artist.Post("/v1/generations", Studio("[fault:slow] a hill"), ("Prefer", "wait=1"));

        Assert.Equal((202, "wait=1"), (answer.Code, answer.Headers["Preference-Applied"]));
        Assert.Contains(answer.Text("status"), new[] { "pending", "processing" });
        Assert.False((await Artist.Post("/v1/generations", Small, ("Prefer", "wait=-1"))).Headers.ContainsKey("Preference-Applied"));
    }

    [Fact]
    public async Task Group_OfThree_IsAListWithDifferentPictures()
    {
        var answer = await Artist.Post("/v1/generations", Order("\"n\":3,\"seed\":4294967295"), ("Prefer", "wait=60"));

        Assert.Equal(200, answer.Code);
        var images = answer.Json.GetProperty("data").EnumerateArray().ToList();
        var group = Assert.Single(images.Select(image => image.Text("group_id")).Distinct());
        Assert.Equal($"/v1/generations?group_id={group}", answer.Headers["Location"]);
        Assert.Equal([4294967295, 0, 1], images.Select(image => image.GetProperty("seed").GetInt64()));
        Assert.Equal(3, (await Artist.Get(answer.Headers["Location"])).Json.GetProperty("data").GetArrayLength());
        Assert.Equal(("0.150000", "0.000000"), await Money());
    }

    [Fact]
    public async Task Group_ThatFitsInPart_IsRefusedAsAWhole()
    {
        await SetBudget("0.12");

        Assert.Equal((402, "insufficient_budget"), await Post(Order("\"n\":3")));
        await AssertNothingHappened();
        Assert.Equal((202, null), await Post(Order("\"n\":2")));
    }

    [Fact]
    public async Task FourHundredOrders_AtOnceOnABudgetForAHundred_AreAHundredPicturesAndThreeHundredRefusals()
    {
        await SetBudget("5");

        var answers = await Task.WhenAll(Enumerable.Range(0, 400).Select(_ => Artist.Post("/v1/generations", Small)));

        Assert.Equal((100, 300), (answers.Count(answer => answer.Code == 202), answers.Count(answer => answer is { Code: 402, Problem: "insufficient_budget" })));
        await Eventually.True(async () => (await Money()).Held == "0.000000", TimeSpan.FromSeconds(120), "nothing is held any more");
        Assert.Equal(("5.000000", "0.000000"), await Money());
        var verified = await (await Person(UserRole.OrgAdmin)).Post($"/v1/departments/{Place.DepartmentId}/budget/verify");
        Assert.True(verified.Json.GetProperty("is_clean").GetBoolean());
    }

    [Fact]
    public async Task FailedOrder_ThatTheProviderRefused_SaysWhyAndCostsNothing()
    {
        var failed = await Made(Studio("[fault:moderation_blocked] a thing"));

        Assert.Equal(("failed", "0.000000", "0.000000"), (failed.Text("status"), failed.Text("cost_aud"), failed.Text("held_aud")));
        Assert.Equal("content_blocked_input", failed.GetProperty("error").Text("code"));
        Assert.False(failed.GetProperty("error").GetProperty("retriable").GetBoolean());
        Assert.False(failed.TryGetProperty("image_url", out _));
        Assert.Equal(("0.000000", "0.000000"), await Money());
    }

    [Fact]
    public async Task Estimate_OfAnOrder_SaysTheCeilingAndHoldsNothing()
    {
        var answer = await Artist.Post("/v1/estimates", Order("\"n\":4"));

        Assert.Equal(
            (200, "local/canvas", "0.200000", "100.000000", "64x64", $"{Place.DepartmentId}"),
            (answer.Code, answer.Text("model"), answer.Text("ceiling_aud"), answer.Text("left_aud"), answer.Text("size"), answer.Text("department_id")));
        Assert.Equal("department_not_allowed", (await Artist.Post("/v1/estimates", Order($"\"department_id\":\"{Place.SecondDepartmentId}\""))).Problem);
        await AssertNothingHappened();
    }

    private async Task<(int, string?)> Post(string json)
    {
        var answer = await Artist.Post("/v1/generations", json);
        return (answer.Code, answer.Problem);
    }
}
