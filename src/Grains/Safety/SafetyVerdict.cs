using System.Text.Json;
using DonatelloAI.Contracts.Safety;

namespace DonatelloAI.Grains.Safety;

/// <summary>What follows for a prompt or an image from what was found in it. Pure.</summary>
public sealed record SafetyVerdict
{
    private SafetyVerdict()
    {
    }

    /// <summary>Nobody was asked, and nothing was found.</summary>
    public static SafetyVerdict NotAsked { get; } = new() { Outcome = SafetyOutcome.NotAsked };

    /// <summary>What becomes of it.</summary>
    public required SafetyOutcome Outcome { get; init; }

    /// <summary>The worst of each category, none left out for being allowed.</summary>
    public IReadOnlyList<ContentFinding> Findings { get; init; } = [];

    /// <summary>The categories that block it.</summary>
    public IReadOnlyList<ContentCategory> Blocked { get; init; } = [];

    /// <summary>True when nobody may see it: it is blocked, or could not be checked and must be.</summary>
    public bool IsWithheld => Outcome is SafetyOutcome.Blocked or SafetyOutcome.Unavailable;

    /// <summary>True where it is sexual enough not to be shown at work.</summary>
    public bool IsNsfw => Findings.Any(static finding =>
        finding is { Category: ContentCategory.Sexual or ContentCategory.SexualMinors, Severity: >= ContentSeverity.Medium });

    /// <summary>In short, such as <c>passed violence=low</c>, at most 50 ASCII characters; null where nobody was asked.</summary>
    public string? Summary => Outcome == SafetyOutcome.NotAsked ? null
        : Findings.MaxBy(static finding => finding.Severity) is { } worst ? $"{Name(Outcome)} {Name(worst.Category)}={Name(worst.Severity)}"
        : Name(Outcome);

    /// <summary>The categories that block it, for a reader: <c>sexual, violence</c>.</summary>
    public string BlockedNames => string.Join(", ", Blocked.Select(Name));

    /// <summary>Judges.</summary>
    /// <param name="policy">What holds.</param>
    /// <param name="findings">What was found, by whoever was asked.</param>
    /// <param name="isComplete">False when somebody who should have been asked did not answer.</param>
    public static SafetyVerdict Of(SafetyPolicy policy, IEnumerable<ContentFinding> findings, bool isComplete)
    {
        var worst = Worst(findings);
        var blocked = worst.Where(policy.Blocks).Select(static finding => finding.Category).ToList();
        return new SafetyVerdict
        {
            Findings = worst,
            Blocked = blocked,
            Outcome = blocked.Count > 0 ? SafetyOutcome.Blocked
                : !isComplete && policy.WhenUnavailable == OutageRule.Closed ? SafetyOutcome.Unavailable
                : !isComplete ? SafetyOutcome.Unchecked
                : worst.Any(policy.IsTooMuch) ? SafetyOutcome.Flagged
                : SafetyOutcome.Passed,
        };
    }

    /// <summary>One verdict for a prompt and its image.</summary>
    public SafetyVerdict And(SafetyVerdict other) => new()
    {
        Outcome = (SafetyOutcome)Math.Max((int)Outcome, (int)other.Outcome),
        Findings = Worst(Findings.Concat(other.Findings)),
        Blocked = [.. Blocked.Union(other.Blocked)],
    };

    private static List<ContentFinding> Worst(IEnumerable<ContentFinding> findings) =>
    [
        .. findings.Where(static finding => finding.Severity > ContentSeverity.None)
            .GroupBy(static finding => finding.Category)
            .Select(static group => new ContentFinding(group.Key, group.Max(static finding => finding.Severity)))
            .OrderBy(static finding => finding.Category),
    ];

    private static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}

/// <summary>What becomes of a prompt or an image; of two outcomes the greater one holds.</summary>
public enum SafetyOutcome
{
    /// <summary>Nobody was asked, and nothing was found: it goes on.</summary>
    NotAsked = 0,

    /// <summary>It goes on.</summary>
    Passed = 1,

    /// <summary>It goes on although something in it is too much.</summary>
    Flagged = 2,

    /// <summary>It goes on although it could not be checked.</summary>
    Unchecked = 3,

    /// <summary>It could not be checked, and must be.</summary>
    Unavailable = 4,

    /// <summary>It does not go on.</summary>
    Blocked = 5,
}
