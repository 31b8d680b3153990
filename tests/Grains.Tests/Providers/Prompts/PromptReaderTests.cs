using System.Collections.Concurrent;
using DonatelloAI.Grains.Providers.Prompts;

namespace DonatelloAI.Grains.Tests.Providers.Prompts;

public sealed class PromptReaderTests
{
    private readonly ListeningReader _languages = new();

    [Theory]
    [InlineData("a harbour at dusk, lanterns, mountains behind", "en")]
    [InlineData("The gate", "en")]
    [InlineData("Ein alter Leuchtturm an der Küste", "de")]
    [InlineData("un phare ancien sur la côte", "fr")]
    [InlineData("un gato negro sobre un tejado rojo", "es")]
    [InlineData("gatto nero sul tetto", "it")]
    [InlineData("um farol antigo na costa", "pt")]
    [InlineData("een oude vuurtoren aan de kust", "nl")]
    [InlineData("czarny kot na dachu przy domu", "pl")]
    [InlineData("bir kedi ve köpek", "tr")]
    [InlineData("con mèo đen trên mái nhà", "vi")]
    [InlineData("seekor kucing dengan topi", "id")]
    [InlineData("a poster with the words \"Der alte Leuchtturm\"", "en")]
    [InlineData("海辺の灯台", "ja")]
    [InlineData("古老的灯塔 4k", "zh")]
    [InlineData("등대 바다", "ko")]
    [InlineData("παλιός φάρος", "el")]
    [InlineData("מגדלור ישן", "he")]
    [InlineData("ประภาคารเก่า", "th")]
    [InlineData("पुराना प्रकाशस्तंभ", "hi")]
    public async Task Read_WhereOneLookTells_AsksNobody(string prompt, string language)
    {
        Assert.Equal(language, (await new PromptReader(_languages).Read(prompt)).Language);
        Assert.Empty(_languages.Heard);
    }

    [Theory]
    [InlineData("lighthouse, stormy sea, seagulls")]
    [InlineData("Sonnenuntergang, Palmenstrand, goldenes Licht")]
    [InlineData("маяк на берегу моря")]
    [InlineData("منارة قديمة وبحر")]
    [InlineData("lantern festival 灯台 harbour")]
    public async Task Read_WhereItDoesNot_AsksTheReader(string prompt)
    {
        Assert.Equal("xx", (await new PromptReader(_languages).Read(prompt)).Language);
        Assert.Equal(prompt, Assert.Single(_languages.Heard));
    }

    [Theory]
    [InlineData("")]
    [InlineData("red car")]
    [InlineData("cyberpunk neon portrait")]
    [InlineData("a la carte")]
    [InlineData("灯台 neon")]
    [InlineData("1234567890 !!! ---- 1234567890")]
    [InlineData("🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊")]
    public async Task Read_OfTooLittle_IsUnknown(string prompt)
    {
        Assert.Null((await new PromptReader(_languages).Read(prompt)).Language);
        Assert.Empty(_languages.Heard);
    }

    [Fact]
    public async Task Read_OfAPage_ShowsItsBeginningAndCutsNoCharacter()
    {
        var prompt = string.Concat(Enumerable.Repeat("leuchtturm ", 14)) + "abcde🦊" + new string('y', 32_000);

        await new PromptReader(_languages).Read(prompt);

        var heard = Assert.Single(_languages.Heard);
        Assert.Equal(prompt[..PromptReader.MaxLanguageLength][..^1], heard);
        Assert.True(char.IsHighSurrogate(prompt[PromptReader.MaxLanguageLength - 1]));
    }

    [Fact]
    public async Task Read_OfTheSamePrompt_HasItsComplexityToo() =>
        Assert.Equal(new PromptFacts("en", PromptComplexity.Of("the gate")), await new PromptReader(_languages).Read("the gate"));

    private sealed class ListeningReader : ILanguageReader
    {
        public ConcurrentQueue<string> Heard { get; } = new();

        public string? Read(string text)
        {
            Heard.Enqueue(text);
            return "xx";
        }

        public void Prepare()
        {
        }
    }
}
