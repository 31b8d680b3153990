namespace DonatelloAI.Grains.Providers.Prompts;

/// <summary>
/// Finds the facts of a prompt. Most prompts are told by their script or by their small words, which costs microseconds; the rest is shown
/// to <see cref="ILanguageReader"/>, on a thread of the pool.
/// </summary>
public sealed class PromptReader(ILanguageReader languages)
{
    /// <summary>Most characters that are read for the language: a sentence tells as much as a page.</summary>
    public const int MaxLanguageLength = 160;

    /// <summary>
    /// Fewest Latin letters, or half as many others, that a language is told from by their sequence. Below that it would be a guess: names of styles
    /// and things are the same in many languages.
    /// </summary>
    public const int MinLetters = 24;

    /// <summary>The facts of a prompt.</summary>
    public async ValueTask<PromptFacts> Read(string prompt)
    {
        var complexity = PromptComplexity.Of(prompt);
        var text = Beginning(prompt);
        return PromptLanguage.Glance(text) is { } seen ? new PromptFacts(seen, complexity)
            : PromptLanguage.Weight(text) < MinLetters ? new PromptFacts(null, complexity)
            // Not on the caller's scheduler: the reader may use parallel loops, which must not wait for a grain's own turn.
            : new PromptFacts(await Task.Run(() => languages.Read(text)), complexity);
    }

    /// <summary>Never ends between the two halves of a character.</summary>
    private static string Beginning(string prompt) =>
        prompt.Length <= MaxLanguageLength ? prompt
        : prompt[..(char.IsHighSurrogate(prompt[MaxLanguageLength - 1]) ? MaxLanguageLength - 1 : MaxLanguageLength)];
}
