using DonatelloAI.Grains.Providers.Prompts;
using DonatelloAI.Providers.Prompts;
using DonatelloAI.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DonatelloAI.Providers.Tests.Prompts;

public sealed class LinguaReaderTests(ReadyReader ready) : IClassFixture<ReadyReader>
{
    [Theory]
    [InlineData("de", "Ein alter Leuchtturm an der Küste bei Sturm, dramatisches Licht")]
    [InlineData("fr", "un phare ancien sur la côte pendant la tempête, lumière dramatique")]
    [InlineData("es", "montañas y pequeños pueblos españoles al amanecer, niebla entre los pinos")]
    [InlineData("it", "un gatto nero sul tetto rosso della vecchia casa")]
    [InlineData("pt", "os leões dormem na praia enquanto o coração da cidade não descansa pela manhã")]
    [InlineData("nl", "een oude vuurtoren aan de kust tijdens een zware storm")]
    [InlineData("pl", "czarny kot na dachu starego domu podczas burzy")]
    [InlineData("tr", "fırtınada kıyıdaki eski deniz feneri ve martılar")]
    [InlineData("vi", "con mèo đen trên mái nhà đỏ lúc hoàng hôn")]
    [InlineData("id", "kucing hitam di atas atap rumah tua saat badai")]
    [InlineData("ru", "старый маяк на берегу моря во время шторма")]
    [InlineData("uk", "старий маяк на березі моря під час шторму")]
    [InlineData("ar", "منارة قديمة على الساحل أثناء العاصفة")]
    [InlineData("fa", "فانوس دریایی قدیمی در ساحل هنگام طوفان")]
    [InlineData("en", "portrait photograph, elderly fisherman, weathered skin, stormy harbour")]
    public void Read_OfASentence_KnowsItsLanguage(string language, string text) => Assert.Equal(language, ready.Reader.Read(text));

    [Theory]
    [InlineData("")]
    [InlineData("1234567890 !!!")]
    public void Read_OfNoLanguage_IsUnknown(string text) => Assert.Null(ready.Reader.Read(text));

    [Fact]
    public void Read_OfTheLongestText_FromManyThreads_IsTheSame()
    {
        var text = string.Concat(Enumerable.Repeat("leuchtturm an der küste ", 20))[..PromptReader.MaxLanguageLength];
        var languages = new string?[64];

        Parallel.For(0, languages.Length, i => languages[i] = ready.Reader.Read(text));

        Assert.All(languages, language => Assert.Equal("de", language));
    }
}

/// <summary>A reader with its models, for all tests of the class.</summary>
public sealed class ReadyReader : IAsyncLifetime
{
    internal LinguaReader Reader { get; } = new(NullLogger<LinguaReader>.Instance);

    public Task InitializeAsync()
    {
        Reader.Prepare();
        return Eventually.True(() => Reader.Read("der alte Leuchtturm und das weite Meer im Sturm") is not null, TimeSpan.FromMinutes(2), "the models are read");
    }

    public Task DisposeAsync() => Task.CompletedTask;
}
