using DonatelloAI.Testing.Providers;

namespace DonatelloAI.Api.Tests.Safety;

/// <summary>An installation with a checker of content and a phrase of its own.</summary>
public class CheckedInstallation : Installation
{
    private readonly string _words = Path.GetTempFileName();

    /// <summary>Who is asked.</summary>
    public FakeContentChecker Checker { get; private set; } = null!;

    private protected override IReadOnlyList<string> Settings =>
    [
        "--Safety:AzureContentSafety:local:BaseUrl", Checker.BaseUrl, "--Safety:AzureContentSafety:local:ApiKey", "key-of-the-checker",
        "--Safety:AzureContentSafety:local:AllowPrivateAddresses", "true", "--Safety:WordFile", _words,
    ];

    public override async Task InitializeAsync()
    {
        Checker = await FakeContentChecker.Start();
        Checker.Key = "key-of-the-checker";
        await File.WriteAllTextAsync(_words, "violence: crimson marble\n");
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await Checker.DisposeAsync();
        File.Delete(_words);
    }
}
