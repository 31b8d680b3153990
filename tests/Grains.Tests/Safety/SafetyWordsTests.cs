using CsCheck;
using DonatelloAI.Grains.Safety;
using Microsoft.Extensions.Options;

namespace DonatelloAI.Grains.Tests.Safety;

public sealed class SafetyWordsTests
{
    private static readonly SafetyWords Words = new(["# ours", "", "violence: kill bill", "sexual: porn", "illicit: mp3 bootleg"], "list");

    [Theory]
    [InlineData("a picture of porn")]
    [InlineData("PORN")]
    [InlineData("some p0rn, please")]
    [InlineData("pörn!")]
    [InlineData("ｐｏｒｎ")]
    [InlineData("po\u00ADrn")]
    [InlineData("po\u200Brn 2024")]
    public void Find_AWordInAnyOfItsForms_FindsIt(string text) =>
        Assert.Equal([new ContentFinding(ContentCategory.Sexual, ContentSeverity.High)], Words.Find(text));

    [Theory]
    [InlineData("popcorn")]
    [InlineData("pornography")]
    [InlineData("kill the lights, bill the guest")]
    [InlineData("p orn")]
    [InlineData("I am 100 % sure in 2024")]
    [InlineData("")]
    [InlineData("   !!! $$$ 000")]
    public void Find_WhatIsNotTheWord_FindsNothing(string text) => Assert.Empty(Words.Find(text));

    [Fact]
    public void Find_APhraseAcrossSigns_FindsEachCategoryOnce() => Assert.Equal(
        [ContentCategory.Violence, ContentCategory.Sexual, ContentCategory.Illicit],
        Words.Find("k1ll -- B!ll, porn, porn and an MP3 bootleg").Select(finding => finding.Category));

    [Fact]
    public void Find_InAnyText_NeverThrowsAndFindsWhatIsPlanted() => Gen.Select(Gen.String, Gen.String).Sample((before, after) =>
        Words.Find($"{before} porn {after}").Any(finding => finding.Category == ContentCategory.Sexual));

    [Fact]
    public void Find_InALongPrompt_IsCheap()
    {
        var text = string.Concat(Enumerable.Repeat("a heron of polished brass above seven reeds ", 700));
        Assert.Empty(Words.Find(text));
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Empty(Words.Find(text));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, text.Length * 8);
    }

    [Theory]
    [InlineData("weather: rain")]
    [InlineData("sexual")]
    [InlineData("sexual: !!!")]
    public void List_WithALineThatIsNone_NamesIt(string line)
    {
        var wrong = Assert.Throws<OptionsValidationException>(() => new SafetyWords(["sexual: porn", line], "list"));

        Assert.Contains("list, line 2 must be a category (harassment, hate, illicit, self_harm, sexual, sexual_minors, violence)", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void List_WithMoreThanItsBound_IsRefused()
    {
        var lines = Enumerable.Range(0, SafetyWords.MaxPhrases + 1).Select(number => $"hate: word{number} more").ToList();

        _ = new SafetyWords(lines.Take(SafetyWords.MaxPhrases), "list");
        Assert.Throws<OptionsValidationException>(() => new SafetyWords(lines, "list"));
    }

    [Fact]
    public void Load_WithAFileOfOnesOwn_TakesBothLists()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "illicit: brass heron\n");

            var both = SafetyWords.Load(new SafetyOptions { WordFile = file });
            var own = SafetyWords.Load(new SafetyOptions { WordFile = file, DefaultWords = false });

            Assert.Equal((1, 1), (both.Find("a brass heron").Count, both.Find("a snuff film").Count));
            Assert.Equal((1, 0), (own.Find("a brass heron").Count, own.Find("a snuff film").Count));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Options_WithAFileThatIsNotThere_SayAtTheStart()
    {
        var check = new SafetyOptionsCheck();

        Assert.True(check.Validate(null, new SafetyOptions()).Succeeded);
        Assert.Equal("Safety:WordFile names a file that cannot be read.", check.Validate(null, new SafetyOptions { WordFile = "/no/such/file" }).FailureMessage);
    }
}
