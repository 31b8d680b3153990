using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace DonatelloAI.Grains.Safety;

/// <summary>
/// Words and phrases that no prompt may have, compared word by word in their <see cref="WordForm"/>. It knows nothing of what is meant: it is
/// the cheap first look and takes microseconds, and what it does not see the checkers may.
/// </summary>
public sealed class SafetyWords
{
    /// <summary>Most phrases of a list.</summary>
    public const int MaxPhrases = 10_000;

    /// <summary>Longest phrase, in characters.</summary>
    public const int MaxPhraseLength = 200;

    private const string Defaults = "DonatelloAI.Grains.Safety.words.txt";

    private static readonly FrozenDictionary<string, ContentCategory> Names =
        Enum.GetValues<ContentCategory>().ToFrozenDictionary(static category => JsonNamingPolicy.SnakeCaseLower.ConvertName(category.ToString()), StringComparer.Ordinal);

    private readonly FrozenDictionary<string, (string Phrase, ContentCategory Category)[]>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    /// <summary>A list of lines, <c>category: phrase</c>; empty ones and those that begin with # are left out.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="name">What the list is called where one of them is wrong.</param>
    /// <exception cref="OptionsValidationException">A line is wrong, or there are too many; the sentence says which.</exception>
    public SafetyWords(IEnumerable<string> lines, string name)
    {
        var phrases = lines.Select(static line => line.Trim()).Index().Where(static line => line.Item is not ("" or ['#', ..]))
            .Select(line => Read(line.Item, $"{name}, line {line.Index + 1}")).Distinct().Take(MaxPhrases + 1).ToList();
        if (phrases.Count > MaxPhrases)
        {
            throw Wrong($"{name} has more than {MaxPhrases} phrases.");
        }

        _lookup = phrases.GroupBy(static phrase => phrase.Phrase[1..phrase.Phrase.IndexOf(' ', 1)], StringComparer.Ordinal)
            .ToFrozenDictionary(static group => group.Key, static group => group.ToArray(), StringComparer.Ordinal)
            .GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The lists that options name.</summary>
    /// <exception cref="OptionsValidationException">The file cannot be read, or a line of it is wrong.</exception>
    public static SafetyWords Load(SafetyOptions options)
    {
        var lines = options.DefaultWords ? DefaultLines() : [];
        if (options.WordFile is not { } file)
        {
            return new SafetyWords(lines, "words.txt");
        }

        try
        {
            _ = new SafetyWords(File.ReadLines(file), "Safety:WordFile");
            return new SafetyWords(File.ReadLines(file).Concat(lines), "Safety:WordFile");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Wrong("Safety:WordFile names a file that cannot be read.");
        }
    }

    /// <summary>What a text has of them, each category once. A phrase that is listed counts as much as can be.</summary>
    public IReadOnlyList<ContentFinding> Find(string text)
    {
        var form = WordForm.Of(text);
        List<ContentFinding>? found = null;
        for (var at = 0; form.IndexOf(' ', at + 1) is var end and > 0; at = end)
        {
            if (!_lookup.TryGetValue(form.AsSpan((at + 1)..end), out var phrases))
            {
                continue;
            }

            foreach (var (phrase, category) in phrases)
            {
                if (form.AsSpan(at).StartsWith(phrase, StringComparison.Ordinal) && found?.Exists(known => known.Category == category) != true)
                {
                    (found ??= []).Add(new ContentFinding(category, ContentSeverity.High));
                }
            }
        }

        return found ?? [];
    }

    private static List<string> DefaultLines()
    {
        using var reader = new StreamReader(typeof(SafetyWords).Assembly.GetManifestResourceStream(Defaults)!);
        return [.. reader.ReadToEnd().Split('\n')];
    }

    private static (string Phrase, ContentCategory Category) Read(string line, string place)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? "" : line[..colon].Trim();
        var form = colon < 0 ? "" : WordForm.Of(line[(colon + 1)..]);
        var isKnown = Names.TryGetValue(name, out var category);
        return isKnown && form.Length > 2 && form.Length <= MaxPhraseLength
            ? (form, category)
            : throw Wrong($"{place} must be a category ({string.Join(", ", Names.Keys.Order(StringComparer.Ordinal))}), a colon and a phrase of at most {MaxPhraseLength} characters.");
    }

    private static OptionsValidationException Wrong(string sentence) => new("Safety", typeof(SafetyOptions), [sentence]);
}
