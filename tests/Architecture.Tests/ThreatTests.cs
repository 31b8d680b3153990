using System.Text.RegularExpressions;

namespace DonatelloAI.Architecture.Tests;

/// <summary>SECURITY.md names the test of each threat: those tests must be there.</summary>
public sealed partial class ThreatTests
{
    [Fact]
    public void EveryThreat_NamesTestsThatExist()
    {
        var rows = File.ReadLines(Path.Combine(House.Root, "SECURITY.md"))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && line.Count(letter => letter == '|') == 6 && !line.StartsWith("| Room", StringComparison.Ordinal))
            .ToList();
        var sources = House.Files("*Tests.cs").Select(File.ReadAllText).ToList();

        Assert.InRange(rows.Count, 20, 200);
        Assert.All(rows, row => Assert.True(Reference().IsMatch(row), $"This threat names no test: {row}"));
        var missing = rows.SelectMany(row => Reference().Matches(row)).Where(name => !sources.Exists(source => Has(source, name))).Select(name => name.Value);
        Assert.Empty(missing);
    }

    private static bool Has(string source, Match name) =>
        source.Contains($"class {name.Groups["class"].Value}", StringComparison.Ordinal) && source.Contains($" {name.Groups["test"].Value}(", StringComparison.Ordinal);

    [GeneratedRegex(@"`(?<class>[A-Z]\w+Tests)\.(?<test>\w+)`", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Reference();
}
