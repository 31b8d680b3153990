using DonatelloAI.Api.Tests.Generations;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Testing;
using DonatelloAI.Testing.Providers;

namespace DonatelloAI.Api.Tests.Safety;

/// <summary>Content from the request to the answer: refused, ended, withheld, or marked.</summary>
public sealed class ContentTests(CheckedInstallation installation) : GenerationTest(installation), IClassFixture<CheckedInstallation>
{
    private FakeContentChecker Checker => ((CheckedInstallation)Installation).Checker;

    private string Own => $"/v1/organizations/{Place.OrganizationId}";

    public override Task DisposeAsync()
    {
        Checker.Reset();
        (Checker.ImageSays, Checker.Key) = ("", "key-of-the-checker");
        return base.DisposeAsync();
    }

    [Theory]
    [InlineData("/v1/generations")]
    [InlineData("/v1/estimates")]
    public async Task Prompt_WithAListedPhrase_IsRefusedWithItsCategoryAndHoldsNothing(string path)
    {
        var answer = await Artist.Post(path, """{"prompt":"a heron of Crimson  m@rble","model":"local/canvas","size":"64x64"}""");

        Assert.Equal((422, "content_blocked", "prompt:content_blocked"), (answer.Code, answer.Problem, answer.Errors));
        Assert.Contains("(violence)", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("heron", answer.Body, StringComparison.Ordinal);
        Assert.Empty(Checker.Calls);
        await AssertNothingHappened();
    }

    [Fact]
    public async Task Prompt_WithAListedPhrase_IsRefusedInOpenAisForm()
    {
        var answer = await Artist.Post("/openai/v1/images/generations", """{"prompt":"crimson marble","model":"local/canvas","size":"64x64"}""");

        Assert.Equal((400, "moderation_blocked", "image_generation_user_error"), (answer.Code, answer.Problem, answer.Json.GetProperty("error").Text("type")));
    }

    [Fact]
    public async Task Prompt_ThatTheCheckerBlocks_FailsUnboughtAndUncharged()
    {
        var ended = await Made(Studio("a heron [Violence=4] of brass"));

        Assert.Equal(("failed", "content_blocked_input", "blocked violence=medium"), (ended.Text("status"), ended.GetProperty("error").Text("code"), ended.Text("content_safety")));
        Assert.Contains("(violence)", ended.GetProperty("error").Text("message"), StringComparison.Ordinal);
        Assert.Equal(("0.000000", "0.000000"), await Money());
        Assert.Empty(Installation.Vendor.Calls);
    }

    [Fact]
    public async Task Image_ThatTheCheckerBlocks_IsChargedAndNeverShown()
    {
        await Say("""{"check_images":true}""");
        Checker.ImageSays = "[Sexual=6]";

        var ended = await Made(Studio("a heron"));

        Assert.Equal(("failed", "content_blocked_output", true), (ended.Text("status"), ended.GetProperty("error").Text("code"), ended.GetProperty("is_nsfw").GetBoolean()));
        Assert.Equal((1, ended.Text("cost_aud"), "0.000000"), (Installation.Vendor.Purchases, (await Money()).Spent, (await Money()).Held));
        Assert.NotEqual("0.000000", ended.Text("cost_aud"));
        Assert.False(ended.TryGetProperty("image_url", out _));
        Assert.Equal(409, (await Artist.Get($"/v1/generations/{ended.Text("id")}/image")).Code);
        Assert.Equal(409, (await Artist.Get($"/v1/generations/{ended.Text("id")}/metadata")).Code);
    }

    [Fact]
    public async Task Image_OfASoundPrompt_IsCheckedAndDelivered()
    {
        await Say("""{"check_images":true}""");
        Checker.ImageSays = "[Violence=2]";

        var ended = await Made();

        Assert.Equal(("completed", "passed violence=low"), (ended.Text("status"), ended.Text("content_safety")));
        Assert.Equal(2, Checker.Calls.Count);
        Assert.Equal(200, (await Artist.Get($"/v1/generations/{ended.Text("id")}/image")).Code);
    }

    [Fact]
    public async Task Policy_ThatAllows_LetsThroughAndMarks()
    {
        await Say("""{"mode":"allow"}""");

        var ended = await Made(Order("\"style\":\"[Sexual=6]\""));

        Assert.Equal(("completed", "flagged sexual=high", true), (ended.Text("status"), ended.Text("content_safety"), ended.GetProperty("is_nsfw").GetBoolean()));
    }

    [Fact]
    public async Task Checker_ThatFails_StopsNothingWhereThePolicyIsOpen()
    {
        Checker.Next(VendorFault.ServerError);

        var ended = await Made();

        Assert.Equal(("completed", "unchecked"), (ended.Text("status"), ended.Text("content_safety")));
    }

    [Fact]
    public async Task Checker_ThatFails_LeavesWorkWaitingWhereThePolicyIsClosed()
    {
        await Say("""{"when_unavailable":"closed"}""");
        Checker.Next(VendorFault.ServerError);

        var answer = await Artist.Post("/v1/generations", Small);

        var id = answer.Text("id")!;
        await Eventually.True(() => Checker.Calls.Count == 1, TimeSpan.FromSeconds(60), "the checker is asked");
        Assert.Equal("pending", (await Artist.Get($"/v1/generations/{id}")).Text("status"));
        Assert.Equal("completed", (await Until(id, "completed")).Text("status"));
        Assert.Equal(2, Checker.Calls.Count);
    }

    [Fact]
    public async Task Policy_ThatCannotBe_NamesTheField()
    {
        var admin = await Person(UserRole.OrgAdmin);

        foreach (var (settings, errors) in new[]
        {
            ("""{"mode":"shout"}""", "settings.content_safety.mode:wrong_type"),
            ("""{"thresholds":{"hate":"extreme"}}""", "settings.content_safety.thresholds.hate:wrong_type"),
            ("""{"thresholds":{"sexual_minors":"never"}}""", "settings.content_safety.thresholds.sexual_minors:unknown_field"),
            ("""{"images":true}""", "settings.content_safety.images:unknown_field"),
        })
        {
            var answer = await admin.Patch(Own, $$$"""{"settings":{"content_safety":{{{settings}}}}}""");
            Assert.Equal((400, errors), (answer.Code, answer.Errors));
        }
    }

    [Fact]
    public async Task Policy_OfAnOrganisation_IsReadBackAndChangesItsTag()
    {
        const string Said = """{"mode":"block","when_unavailable":"closed","check_images":true,"thresholds":{"sexual":"low","violence":"never"}}""";
        var admin = await Person(UserRole.OrgAdmin);
        var before = await admin.Get(Own);

        var changed = await admin.Patch(Own, $$$"""{"settings":{"content_safety":{{{Said}}}}}""");

        Assert.Equal((200, Said), (changed.Code, changed.Json.GetProperty("settings").GetProperty("content_safety").GetRawText()));
        Assert.NotEqual(before.Headers["ETag"], changed.Headers["ETag"]);
    }

    [Fact]
    public async Task PromptAndKey_OfACheck_AppearInNoLog()
    {
        Checker.Echoes = true;
        Checker.Next(VendorFault.ServerError);

        await Made("""{"prompt":"an ibis of hammered tin","model":"local/canvas","size":"64x64"}""");

        Assert.DoesNotContain(Installation.Log, line => line.Contains("hammered tin", StringComparison.Ordinal) || line.Contains("key-of-the-checker", StringComparison.Ordinal));
        Assert.Contains(Installation.Log, line => line.Contains("checker local did not answer", StringComparison.Ordinal));
    }

    /// <summary>What the organisation says; it was never asked before, so that nothing older is remembered.</summary>
    private async Task Say(string settings)
    {
        var answer = await (await Person(UserRole.OrgAdmin)).Patch(Own, $$$"""{"settings":{"content_safety":{{{settings}}}}}""");
        Assert.True(answer.Code == 200, answer.Body);
    }
}
