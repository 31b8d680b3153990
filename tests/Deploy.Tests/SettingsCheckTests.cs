using DonatelloAI.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DonatelloAI.Deploy.Tests;

/// <summary>What every program refuses of its configuration before it looks at anything else.</summary>
public sealed class SettingsCheckTests
{
    [Theory]
    [InlineData("Budgets:MaxReload", "Budgets:MaxReloads")]
    [InlineData("Cluster:Identity", "Cluster:Id")]
    [InlineData("Images:Fold", "Images:Folder")]
    [InlineData("Storage:Commits:GroupSizes", "Storage:Commits:GroupSize")]
    [InlineData("Providers:OpenAiCompatible:openai:ApiKeyFil", "Providers:OpenAiCompatible:openai:ApiKeyFile")]
    [InlineData("Audit:Sink:Kind", "Audit:Sink")]
    [InlineData("Budget:QueueLength", "Budgets:QueueLength")]
    [InlineData("ConnectionStrings:Redsi", "ConnectionStrings:Redis")]
    public void Key_ThatNoProgramReads_IsRefusedWithItsNameAndOneThatIs(string key, string nearest)
    {
        var refused = Assert.Throws<StartRefusedException>(() => Check((key, "1")));

        Assert.Equal($"{key} is no setting: did you mean {nearest}?", refused.Message);
    }

    [Fact]
    public void Keys_SeveralThatAreWrong_AreAllNamedAtOnce()
    {
        var refused = Assert.Throws<StartRefusedException>(() => Check(("Budgets:A", "1"), ("Generations:B", "1")));

        Assert.Equal(2, refused.Message.Split(Environment.NewLine).Length);
    }

    [Fact]
    public void Keys_ThatAnyProgramReads_AreTakenByEachOfThem() =>
        Check([.. KnownSettings.Keys.Select(key => (key.Replace("{name}", "studio", StringComparison.Ordinal), "1"))]);

    [Theory]
    [InlineData("BUDGETS:QUEUELENGTH")]
    [InlineData("Providers:OpenAiCompatible:openai:Parameters:0")]
    [InlineData("Logging:LogLevel:Default")]
    [InlineData("Kestrel:Endpoints:Https:Url")]
    [InlineData("ConnectionStrings:Warehouse")]
    [InlineData("DASHBOARD:OTLP:AUTHMODE")]
    [InlineData("AllowedHosts")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT")]
    [InlineData("Images")]
    public void Key_InAnotherCaseOrOfSomebodyElse_IsNoMistake(string key) => Check((key, "1"));

    [Fact]
    public void Key_OfTwoVariablesOfTheEnvironment_IsRefused()
    {
        var refused = Assert.Throws<StartRefusedException>(() => SettingsCheck.RefuseIfWrong(
            Of(), new Dictionary<string, string> { ["Budgets__CommitSize"] = "1", ["BUDGETS__COMMITSIZE"] = "2", ["Other__Key"] = "1", ["OTHER__KEY"] = "2" }));

        Assert.EndsWith("is given by several variables of the environment: keep one of BUDGETS__COMMITSIZE, Budgets__CommitSize.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Key_TwiceOnTheCommandLine_CountsAsItWasGivenLast() =>
        Assert.Equal("2", WebProcess.CreateBuilder(["--Budgets:QueueLength=1", "--Budgets:QueueLength", "2"]).Configuration["Budgets:QueueLength"]);

    [Fact]
    public void Program_OfAnyKind_LooksBeforeItIsComposed() =>
        Assert.Throws<StartRefusedException>(() => WebProcess.CreateBuilder(["--Budgets:MaxQueu", "5"]));

    [Fact]
    public void Value_ThatCannotBeRead_IsToldInASentenceWithItsKey()
    {
        var configuration = Of(("Providers:OpenAiCompatible:studio:AllowPrivateAddresses", "perhaps"));

        var failure = Record.Exception(() => Providers.ProviderServices.AddDonatelloProviders(new ServiceCollection(), configuration));

        Assert.Contains("Providers:OpenAiCompatible:studio:AllowPrivateAddresses", StartFailure.Explain(failure!)!, StringComparison.Ordinal);
    }

    [Fact]
    public void File_ThatGivesAKeyTwice_IsToldInASentenceWithItsKey()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, """{"Budgets":{"QueueLength":1},"budgets":{"QueueLength":2}}""");

        var failure = Record.Exception(() => new ConfigurationBuilder().AddJsonFile(file).Build());
        File.Delete(file);

        Assert.Contains("udgets:QueueLength", StartFailure.Explain(failure!)!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("Debug", true)]
    public void Level_OfWhatTheConsoleKeepsQuiet_IsTheConfigurations(string? level, bool isShown)
    {
        var builder = WebProcess.CreateBuilder(level is null ? [] : [$"--Logging:LogLevel:Polly={level}"]);
        using var services = builder.Services.BuildServiceProvider();

        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("Polly");

        Assert.Equal((isShown, true), (logger.IsEnabled(LogLevel.Information), logger.IsEnabled(LogLevel.Warning)));
    }

    private static void Check(params (string Key, string Value)[] settings) =>
        SettingsCheck.RefuseIfWrong(Of(settings), new Dictionary<string, string>());

    private static IConfigurationRoot Of(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value)).Build();
}
