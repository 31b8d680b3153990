using CsCheck;
using DonatelloAI.Grains.Providers.Prompts;

namespace DonatelloAI.Grains.Tests.Providers.Prompts;

public sealed class PromptComplexityTests
{
    private static readonly string[] Pieces =
        ["a red door", "no people", "two ships, left of a tower", "the words \"Keep Watch\"", "海辺の灯台", "🦊", "35mm", "'", "\"", "\n"];

    private static readonly Gen<string> AnyText = Gen.OneOf(
        Gen.String[0, 200],
        Gen.Int[0, 9].Array[0, 30].Select(parts => string.Join(" ", parts.Select(part => Pieces[part]))));

    [Theory]
    [InlineData("", 0)]
    [InlineData("!?", 0)]
    [InlineData("🦊", 0.01)]
    [InlineData("a red door", 0.04)]
    [InlineData("a red door, no people", 0.09)]
    [InlineData("a harbour at dusk, lanterns, mountains behind", 0.13)]
    [InlineData("a poster with the words \"Keep Watch\"", 0.30)]
    [InlineData("海辺の灯台", 0.04)]
    public void Of_KnownPrompts_IsWhatTheFormulaSays(string prompt, double score) => Assert.Equal(score, PromptComplexity.Of(prompt), 10);

    [Fact]
    public void Of_EverythingAtOnce_IsOne()
    {
        var subjects = Enumerable.Range(0, 60).Select(number => $"subject{(char)('a' + (number / 26))}{(char)('a' + (number % 26))} left");

        Assert.Equal(1, PromptComplexity.Of($"the sign \"open\", {string.Join(", ", subjects)}"));
    }

    [Theory]
    [InlineData("a \"b\" c", "a b c")]
    [InlineData("the word \"no end", "the word no end")]
    public void Of_MarksAroundLessThanTwoLettersOrWithoutAnEnd_AsksForNoLettering(string marked, string plain) =>
        Assert.InRange(PromptComplexity.Of(marked), PromptComplexity.Of(plain), PromptComplexity.Of(plain) + 0.1);

    [Theory]
    [InlineData("“gut”")]
    [InlineData("„gut“")]
    [InlineData("«bon»")]
    [InlineData("「灯台」")]
    public void Of_QuotationMarksOfOtherLanguages_AsksForLettering(string prompt) => Assert.InRange(PromptComplexity.Of(prompt), 0.2, 0.3);

    [Fact]
    public void Of_TheSameWordAgain_CountsItsLengthOnly()
    {
        var once = PromptComplexity.Of("lantern");

        Assert.True(PromptComplexity.Of("lantern lantern LANTERN Lantern") < PromptComplexity.Of("lantern harbour mountain seagull"));
        Assert.True(PromptComplexity.Of("lantern lantern LANTERN Lantern") > once);
    }

    [Fact]
    public void Of_AnyText_IsBetween0And1AndTheSameAgain() => AnyText.Sample(text =>
    {
        var score = PromptComplexity.Of(text);
        Assert.InRange(score, 0, 1);
        Assert.Equal(score, PromptComplexity.Of(text));
        Assert.Equal(score, Math.Round(score, 2));
    });

    [Fact]
    public void Of_WithMoreBehindIt_IsNeverLower() => Gen.Select(AnyText, AnyText).Sample((text, more) =>
        Assert.True(PromptComplexity.Of($"{text} {more}") >= PromptComplexity.Of(text), $"{text}|{more}"));

    [Fact]
    public void Of_MoreThanItReads_IsThatOfItsBeginning()
    {
        var text = string.Concat(Enumerable.Repeat("x ", PromptComplexity.MaxLength / 2));

        Assert.Equal(PromptComplexity.Of(text), PromptComplexity.Of(text + "\"lettering\", left, right, above, below"));
        Assert.NotEqual(PromptComplexity.Of(text[..^40]), PromptComplexity.Of(text[..^40] + "\"lettering\", left, right, above, below"));
    }
}
