using System.Collections.Frozen;

namespace DonatelloAI.Providers.Canvas;

/// <summary>What is painted.</summary>
internal enum Motif
{
    /// <summary>Mountains behind mountains.</summary>
    Mountains,

    /// <summary>Rows of firs in mist.</summary>
    Forest,

    /// <summary>Dunes and soft hills.</summary>
    Dunes,

    /// <summary>Water below a low light.</summary>
    Sea,

    /// <summary>A skyline with windows.</summary>
    City,

    /// <summary>Flat shapes on a grid.</summary>
    Mosaic,
}

/// <summary>What a prompt's words say about a picture. Nothing is understood: known words are counted.</summary>
/// <param name="Motif">The motif most words point to; null where none does.</param>
/// <param name="PaletteName">The palette most words point to; null where none does.</param>
/// <param name="Snows">True when it should snow.</param>
internal sealed record PromptReading(Motif? Motif, string? PaletteName, bool Snows)
{
    private const int LongestWord = 12;

    private static readonly FrozenDictionary<string, Motif> Motifs = Index<Motif>(
        (Canvas.Motif.Mountains, "mountain mountains peak peaks alps alpine cliff canyon valley hill hills volcano ridge rock glacier"),
        (Canvas.Motif.Forest, "forest wood woods tree trees pine pines fir jungle leaf leaves bear fox deer wolf moss garden"),
        (Canvas.Motif.Dunes, "desert dune dunes sand sahara field fields meadow steppe camel prairie mars"),
        (Canvas.Motif.Sea, "sea ocean wave waves lake river beach water boat ship sail harbour harbor island whale fish coast surf lighthouse"),
        (Canvas.Motif.City, "city town skyline street building buildings tower towers house houses urban neon robot office cyberpunk bridge car train"),
        (Canvas.Motif.Mosaic, "abstract pattern geometric geometry bauhaus shapes mosaic logo icon poster tile tiles minimal cubist collage design"));

    private static readonly FrozenDictionary<string, string> Moods = Index<string>(
        ("dawn", "dawn morning sunrise spring"),
        ("noon", "day noon summer sunny bright blue"),
        ("sunset", "sunset evening dusk red crimson orange autumn"),
        ("fire", "fire flame flames lava ember embers burning dragon hell"),
        ("night", "night midnight moon moonlight star stars dark space galaxy cosmos noir"),
        ("aurora", "aurora borealis magic neon cyberpunk alien emerald"),
        ("ocean", "aqua teal turquoise underwater"),
        ("forest", "green"),
        ("snow", "snow snowy winter ice icy frost frozen white christmas"),
        ("rose", "rose pink love blossom cherry dream pastel candy"),
        ("gold", "gold golden yellow amber vintage sepia wheat honey"));

    // What a place looks like where no word names a time or a colour.
    private static readonly FrozenDictionary<string, string> Places = Index<string>(
        ("ocean", "ocean sea wave waves whale boat ship island lake river"),
        ("forest", "forest woods jungle moss garden leaf leaves nature"),
        ("snow", "glacier arctic polar"),
        ("desert", "desert dune dunes sand sahara mars"),
        ("rose", "flower flowers"),
        ("fire", "volcano"));

    private static readonly FrozenSet<string> Snowy = FrozenSet.Create(StringComparer.Ordinal, "snow", "snowy", "winter", "blizzard", "christmas");

    /// <summary>Reads a prompt; words of the negative prompt don't count.</summary>
    public static PromptReading Of(string prompt, string? style, string? negativePrompt)
    {
        var unwanted = Words(negativePrompt ?? "").ToHashSet(StringComparer.Ordinal);
        var words = Words(prompt).Concat(Words(style ?? "")).Where(word => !unwanted.Contains(word)).ToList();
        return new PromptReading(
            Favourite(words, Motifs) is [var motif, ..] ? motif : null,
            Favourite(words, Moods) is [var mood, ..] ? mood : Favourite(words, Places) is [var place, ..] ? place : null,
            words.Exists(Snowy.Contains));
    }

    private static List<T> Favourite<T>(List<string> words, FrozenDictionary<string, T> meanings) => [.. words
        .Where(meanings.ContainsKey)
        .GroupBy(word => meanings[word])
        .OrderByDescending(group => group.Count())
        .Take(1)
        .Select(group => group.Key)];

    private static IEnumerable<string> Words(string text)
    {
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            var isLetter = i < text.Length && char.IsAsciiLetter(text[i]);
            if (isLetter && start < 0) start = i;
            if (isLetter || start < 0) continue;

            if (i - start is >= 3 and <= LongestWord) yield return text[start..i].ToLowerInvariant();
            start = -1;
        }
    }

    private static FrozenDictionary<string, T> Index<T>(params (T Meaning, string Words)[] entries) => entries
        .SelectMany(entry => entry.Words.Split(' ').Select(word => KeyValuePair.Create(word, entry.Meaning)))
        .ToFrozenDictionary(StringComparer.Ordinal);
}
