using DonatelloAI.Grains.Providers.Prompts;
using Lingua;
using Microsoft.Extensions.Logging;

namespace DonatelloAI.Providers.Prompts;

/// <summary>
/// Tells the languages of <see cref="Tags"/> apart by their sequences of three letters. The library's models lie beside this assembly, those of
/// these languages and nothing longer than three letters; they are read once, in the background.
/// </summary>
public sealed partial class LinguaReader(ILogger<LinguaReader> logger) : ILanguageReader
{
    /// <summary>How much likelier the best language must be than the second, 0 to 1; less is nobody's guess.</summary>
    public const double MinDistance = 0.6;

    /// <summary>The languages that are known, by their tags.</summary>
    public static readonly IReadOnlyDictionary<Language, string> Tags = new Dictionary<Language, string>
    {
        [Language.Arabic] = "ar",
        [Language.Dutch] = "nl",
        [Language.English] = "en",
        [Language.French] = "fr",
        [Language.German] = "de",
        [Language.Indonesian] = "id",
        [Language.Italian] = "it",
        [Language.Persian] = "fa",
        [Language.Polish] = "pl",
        [Language.Portuguese] = "pt",
        [Language.Russian] = "ru",
        [Language.Spanish] = "es",
        [Language.Turkish] = "tr",
        [Language.Ukrainian] = "uk",
        [Language.Vietnamese] = "vi",
    };

    private volatile LanguageDetector? _detector;
    private int _isBegun;

    /// <inheritdoc/>
    public string? Read(string text)
    {
        Prepare();
        return _detector is { } detector ? Tags.GetValueOrDefault(detector.DetectLanguageOf(text)) : null;
    }

    /// <inheritdoc/>
    public void Prepare()
    {
        if (Interlocked.Exchange(ref _isBegun, 1) == 0)
        {
            _ = Task.Run(Load);
        }
    }

    /// <summary>Orders don't depend on it: without models the language of some prompts stays unknown, and a log says why.</summary>
    private void Load()
    {
        try
        {
            _detector = LanguageDetectorBuilder.FromLanguages([.. Tags.Keys])
                .WithLowAccuracyMode()
                .WithPreloadedLanguageModels()
                .WithMinimumRelativeDistance(MinDistance)
                .Build();
        }
        catch (Exception broken)
        {
            LogBroken(broken);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The models of languages cannot be read; the language of some prompts stays unknown.")]
    private partial void LogBroken(Exception exception);
}
