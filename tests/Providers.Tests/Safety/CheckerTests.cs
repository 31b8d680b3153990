using DonatelloAI.Grains.Safety;
using DonatelloAI.Providers.Safety;
using DonatelloAI.Testing;
using DonatelloAI.Testing.Providers;

namespace DonatelloAI.Providers.Tests.Safety;

/// <summary>Both adapters on a server that misbehaves on request.</summary>
public sealed class CheckerTests : IAsyncLifetime
{
    private const string Azure = "azure";
    private const string OpenAi = "openai";
    private const string Key = "key-of-a-checker";

    private FakeContentChecker _server = null!;

    public static TheoryData<string, VendorFault> Faults
    {
        get
        {
            var faults = new TheoryData<string, VendorFault>();
            foreach (var fault in Enum.GetValues<VendorFault>().Where(static fault => fault is not VendorFault.None and not VendorFault.InvalidValue && IsKnown(fault)))
            {
                faults.Add(Azure, fault);
                faults.Add(OpenAi, fault);
            }

            return faults;
        }
    }

    public async Task InitializeAsync()
    {
        _server = await FakeContentChecker.Start();
        (_server.Key, _server.Echoes) = (Key, true);
    }

    public Task DisposeAsync() => _server.DisposeAsync().AsTask();

    [Theory]
    [InlineData(Azure, "[Hate=2] [Sexual=6] [SelfHarm=4]", "Hate=Low, SelfHarm=Medium, Sexual=High")]
    [InlineData(OpenAi, "[hate/threatening=2] [sexual=6] [self-harm/intent=4] [harassment=7] [illicit/violent=5] [sexual/minors=2]",
        "Hate=Low, Harassment=High, Illicit=Medium, SelfHarm=Medium, Sexual=High, SexualMinors=Low")]
    public async Task Text_OfEverySeverity_IsBroughtToOneScale(string kind, string text, string expected)
    {
        using var checker = New(kind);

        var answer = Assert.IsType<Checked>(await checker.CheckText($"a heron {text}", CancellationToken.None));

        Assert.Equal(expected, string.Join(", ", Found(answer).OrderBy(finding => finding.Category).Select(finding => $"{finding.Category}={finding.Severity}")));
    }

    [Theory]
    [InlineData(Azure)]
    [InlineData(OpenAi)]
    public async Task Image_IsSentAsItIsAndJudged(string kind)
    {
        using var checker = New(kind);
        _server.ImageSays = "[violence=4]";

        var answer = Assert.IsType<Checked>(await checker.CheckImage(FakeVendor.SmallImage, CancellationToken.None));

        Assert.Equal([new ContentFinding(ContentCategory.Violence, ContentSeverity.Medium)], Found(answer));
        Assert.Contains(Convert.ToBase64String(FakeVendor.SmallImage), Assert.Single(_server.Calls).Body.Replace(@"\u002B", "+", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Question_ThatIsNotAnswered_SaysWhyWithoutTextOrKey(string kind, VendorFault fault)
    {
        using var checker = New(kind);
        _server.Next(fault);

        var failed = Assert.IsType<CheckFailed>(await checker.CheckText("a brass heron", CancellationToken.None));

        Assert.True(failed.IsSick);
        Assert.Matches("^[a-z_]+$", failed.Reason);
        Assert.Single(_server.Calls);
    }

    [Theory]
    [InlineData(Azure)]
    [InlineData(OpenAi)]
    public async Task Question_ThatIsNotTakenAsItIs_IsNoSignOfSickness(string kind)
    {
        using var checker = New(kind);
        _server.Next(VendorFault.InvalidValue);

        Assert.Equal(new CheckFailed("invalid_request", IsSick: false), await checker.CheckText("a brass heron", CancellationToken.None));
    }

    [Theory]
    [InlineData(Azure)]
    [InlineData(OpenAi)]
    public async Task Question_WhoseAskerGoes_Ends(string kind)
    {
        using var checker = New(kind);
        using var asker = new CancellationTokenSource();
        _server.Next(VendorFault.Hang);

        var asked = checker.CheckText("a brass heron", asker.Token);
        await Eventually.True(() => _server.Calls.Count == 1, TimeSpan.FromSeconds(30), "the server is asked");
        await asker.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
    }

    [Fact]
    public async Task Azure_TextOverItsLength_IsAskedAboutInPartsWithoutBreakingASign()
    {
        using var checker = New(Azure);
        var text = new string('a', AzureContentSafety.MaxTextLength - 1) + "😀" + new string('b', AzureContentSafety.MaxTextLength) + "[Sexual=6]";

        var answer = Assert.IsType<Checked>(await checker.CheckText(text, CancellationToken.None));

        Assert.Equal(3, _server.Calls.Count);
        Assert.Equal(text, string.Concat(_server.Calls.Select(call => call.Prompt)));
        Assert.Equal([new ContentFinding(ContentCategory.Sexual, ContentSeverity.High)], Found(answer));
    }

    [Fact]
    public async Task Server_AtAMetadataAddress_IsNeverAsked()
    {
        using var checker = new AzureContentSafety(
            "meta", new AzureContentSafetyOptions { BaseUrl = "http://169.254.169.254", ApiKey = Key, AllowPrivateAddresses = true }, TimeProvider.System);

        Assert.Equal(new CheckFailed("unreachable"), await checker.CheckText("a brass heron", CancellationToken.None));
    }

    [Fact]
    public void Options_ThatAreWrong_AreNamed()
    {
        Assert.Contains("Safety:AzureContentSafety:eu:BaseUrl is missing", new AzureContentSafetyOptions().Problem("eu"), StringComparison.Ordinal);
        Assert.Contains("Safety:OpenAiModeration:eu:Model", new OpenAiModerationOptions { Model = " " }.Problem("eu"), StringComparison.Ordinal);
        Assert.Null(new OpenAiModerationOptions { ApiKey = Key }.Problem("eu"));
    }

    private static IEnumerable<ContentFinding> Found(Checked answer) => answer.Findings.Where(static finding => finding.Severity > ContentSeverity.None);

    private static bool IsKnown(VendorFault fault) => fault is
        VendorFault.InvalidApiKey or VendorFault.RateLimited or VendorFault.ServerError or VendorFault.Overloaded or VendorFault.ServerErrorPage
        or VendorFault.BadGateway or VendorFault.HtmlPage or VendorFault.PostRedirect or VendorFault.ResetBeforeHeaders or VendorFault.ResetMidBody
        or VendorFault.GiantBody or VendorFault.TruncatedJson or VendorFault.EmptyData;

    private ContentChecker New(string kind) => kind == Azure
        ? new AzureContentSafety(kind, new AzureContentSafetyOptions { BaseUrl = _server.BaseUrl, ApiKey = Key, AllowPrivateAddresses = true }, TimeProvider.System)
        : new OpenAiModeration(kind, new OpenAiModerationOptions { BaseUrl = _server.OpenAiBaseUrl, ApiKey = Key, AllowPrivateAddresses = true }, TimeProvider.System);
}
