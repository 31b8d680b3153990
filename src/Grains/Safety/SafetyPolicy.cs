using DonatelloAI.Contracts.Safety;

namespace DonatelloAI.Grains.Safety;

/// <summary>What holds for an organisation: its own settings, and the installation's where it says nothing. Pure.</summary>
/// <param name="Mode">What becomes of content at or over its threshold.</param>
/// <param name="WhenUnavailable">What becomes of content that could not be checked.</param>
/// <param name="CheckImages">True when images are checked before anybody sees them.</param>
/// <param name="Settings">The organisation's own thresholds.</param>
public sealed record SafetyPolicy(SafetyMode Mode, OutageRule WhenUnavailable, bool CheckImages, ContentSafetySettings Settings)
{
    /// <summary>The threshold of a category that an organisation says nothing about.</summary>
    public const ContentThreshold DefaultThreshold = ContentThreshold.Medium;

    /// <summary>The policy of settings.</summary>
    /// <param name="settings">The organisation's; null where it has none.</param>
    /// <param name="installation">The installation's.</param>
    public static SafetyPolicy Of(ContentSafetySettings? settings, SafetyOptions installation) => new(
        settings?.Mode ?? installation.Mode,
        settings?.WhenUnavailable ?? installation.WhenUnavailable,
        settings?.CheckImages ?? installation.CheckImages,
        settings ?? new ContentSafetySettings());

    /// <summary>True for a finding that is too much, whether or not that blocks it.</summary>
    public bool IsTooMuch(ContentFinding finding) => (int)finding.Severity >= (int)ThresholdOf(finding.Category);

    /// <summary>True for a finding that blocks.</summary>
    public bool Blocks(ContentFinding finding) => IsTooMuch(finding) && (Mode == SafetyMode.Block || finding.Category == ContentCategory.SexualMinors);

    private ContentThreshold ThresholdOf(ContentCategory category) => category switch
    {
        ContentCategory.SexualMinors => ContentThreshold.Low,
        ContentCategory.Hate => Settings.Hate,
        ContentCategory.Harassment => Settings.Harassment,
        ContentCategory.Illicit => Settings.Illicit,
        ContentCategory.SelfHarm => Settings.SelfHarm,
        ContentCategory.Sexual => Settings.Sexual,
        _ => Settings.Violence,
    } ?? DefaultThreshold;
}
