using System.Text.RegularExpressions;

namespace DonatelloAI.Deploy.Tests;

/// <summary>The operator's table of settings, held against the programs.</summary>
public sealed partial class SettingsTests
{
    [Fact]
    public void Table_NamesEveryKeyThatIsRead_AndNoOther()
    {
        var table = Row().Matches(Repository.Read("docs", "operations.md")).Select(row => row.Groups["key"].Value).ToList();

        Assert.Empty(KnownSettings.Keys.Except(table));
        Assert.Empty(table.Except(KnownSettings.Keys));
    }

    [Fact]
    public void List_OfTheCheckAtTheStart_HasEveryKeyThatIsRead_AndNoOther()
    {
        var list = Repository.Read("src", "Hosting", "Settings.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(KnownSettings.Keys.Order(StringComparer.Ordinal), list.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Keys_AreFoundInEveryFormOfReading() => Assert.Superset(
        new HashSet<string> { "ConnectionStrings:Redis", "Budgets:QueueLength", "Providers:Pictures:Concurrency", "Providers:OpenAiCompatible:{name}:BaseUrl", "FirstOrganization:Zone" },
        new HashSet<string>(KnownSettings.Keys));

    [Theory]
    [InlineData("Storage__Engine", true)]
    [InlineData("Providers__OpenAiCompatible__openai__ApiKeyFile", true)]
    [InlineData("Providers__OpenAiCompatible__openai__Parameters__0", true)]
    [InlineData("Storage__Engin", false)]
    public void Variable_IsKnownByItsKey(string variable, bool isKnown) => Assert.Equal(isKnown, KnownSettings.Knows(variable));

    [GeneratedRegex(@"^\| `(?<key>[A-Z]\w+(:[\w{}]+)+)` \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Row();
}
