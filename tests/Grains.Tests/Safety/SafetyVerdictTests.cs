using DonatelloAI.Contracts.Safety;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Safety;

namespace DonatelloAI.Grains.Tests.Safety;

public sealed class SafetyVerdictTests
{
    private static readonly SafetyOptions Installation = new();

    [Theory]
    [InlineData(ContentSeverity.Low, SafetyMode.Block, SafetyOutcome.Passed)]
    [InlineData(ContentSeverity.Medium, SafetyMode.Block, SafetyOutcome.Blocked)]
    [InlineData(ContentSeverity.High, SafetyMode.Block, SafetyOutcome.Blocked)]
    [InlineData(ContentSeverity.High, SafetyMode.Allow, SafetyOutcome.Flagged)]
    [InlineData(ContentSeverity.Low, SafetyMode.Allow, SafetyOutcome.Passed)]
    public void Verdict_OfASeverity_FollowsTheMode(ContentSeverity severity, SafetyMode mode, SafetyOutcome expected) =>
        Assert.Equal(expected, Of(new ContentSafetySettings(mode), new ContentFinding(ContentCategory.Violence, severity)).Outcome);

    [Fact]
    public void Verdict_OfEveryCategory_FollowsItsOwnThreshold()
    {
        var settings = new ContentSafetySettings(
            Hate: ContentThreshold.Low, Harassment: ContentThreshold.High, Illicit: ContentThreshold.Never, SelfHarm: ContentThreshold.Medium, Sexual: ContentThreshold.High, Violence: ContentThreshold.Low);
        ContentCategory[] categories = [.. Enum.GetValues<ContentCategory>()];

        IEnumerable<ContentCategory> BlockedAt(ContentSeverity severity) => Of(settings, [.. categories.Select(category => new ContentFinding(category, severity))]).Blocked;

        Assert.Empty(BlockedAt(ContentSeverity.None));
        Assert.Equal([ContentCategory.Hate, ContentCategory.SexualMinors, ContentCategory.Violence], BlockedAt(ContentSeverity.Low));
        Assert.Equal([ContentCategory.Hate, ContentCategory.SelfHarm, ContentCategory.SexualMinors, ContentCategory.Violence], BlockedAt(ContentSeverity.Medium));
        Assert.Equal(categories.Except([ContentCategory.Illicit]), BlockedAt(ContentSeverity.High));
    }

    [Fact]
    public void Verdict_OfSexualContentWithMinors_IsBlockedWhateverThePolicySays()
    {
        var settings = new ContentSafetySettings(SafetyMode.Allow, Sexual: ContentThreshold.Never);

        Assert.Equal([ContentCategory.SexualMinors], Of(settings, new ContentFinding(ContentCategory.SexualMinors, ContentSeverity.Low)).Blocked);
    }

    [Theory]
    [InlineData(OutageRule.Open, SafetyOutcome.Unchecked, false)]
    [InlineData(OutageRule.Closed, SafetyOutcome.Unavailable, true)]
    public void Verdict_WithoutAnAnswer_FollowsTheRule(OutageRule rule, SafetyOutcome expected, bool isWithheld)
    {
        var verdict = SafetyVerdict.Of(SafetyPolicy.Of(new ContentSafetySettings(WhenUnavailable: rule), Installation), [], isComplete: false);

        Assert.Equal((expected, isWithheld), (verdict.Outcome, verdict.IsWithheld));
    }

    [Fact]
    public void Verdict_OfABlockBesideAMissingAnswer_IsABlock() => Assert.Equal(
        SafetyOutcome.Blocked,
        SafetyVerdict.Of(SafetyPolicy.Of(null, Installation), [new ContentFinding(ContentCategory.Hate, ContentSeverity.High)], isComplete: false).Outcome);

    [Fact]
    public void Policy_OfAnOrganisationThatSaysNothing_IsTheInstallations()
    {
        var installation = new SafetyOptions { Mode = SafetyMode.Allow, WhenUnavailable = OutageRule.Closed, CheckImages = true };

        Assert.Equal((SafetyMode.Allow, OutageRule.Closed, true), Parts(SafetyPolicy.Of(null, installation)));
        Assert.Equal((SafetyMode.Block, OutageRule.Open, false), Parts(SafetyPolicy.Of(new ContentSafetySettings(SafetyMode.Block, OutageRule.Open, false), installation)));

        static (SafetyMode, OutageRule, bool) Parts(SafetyPolicy policy) => (policy.Mode, policy.WhenUnavailable, policy.CheckImages);
    }

    [Fact]
    public void Summary_OfPromptAndImage_NamesTheWorstOfBothAndFitsItsColumn()
    {
        var prompt = Of(null, new ContentFinding(ContentCategory.Violence, ContentSeverity.Low));
        var image = Of(null, new ContentFinding(ContentCategory.SexualMinors, ContentSeverity.High), new ContentFinding(ContentCategory.Violence, ContentSeverity.None));

        Assert.Equal("passed violence=low", prompt.Summary);
        Assert.Equal("blocked sexual_minors=high", prompt.And(image).Summary);
        Assert.Equal("passed violence=low", SafetyVerdict.NotAsked.And(prompt).Summary);
        Assert.Null(SafetyVerdict.NotAsked.Summary);
        Assert.True((false, true) == (prompt.IsNsfw, image.IsNsfw));
        Assert.All(Enum.GetValues<SafetyOutcome>(), outcome => Assert.InRange($"{outcome} self_harm=medium".Length, 1, 50));
        Assert.NotNull(ProviderTexts.Safety(prompt.And(image).Summary));
    }

    private static SafetyVerdict Of(ContentSafetySettings? settings, params ContentFinding[] findings) =>
        SafetyVerdict.Of(SafetyPolicy.Of(settings, Installation), findings, isComplete: true);
}
