using System.Buffers;
using System.Collections.Frozen;
using System.Runtime.InteropServices;

namespace DonatelloAI.Grains.Providers.Prompts;

/// <summary>
/// The language of a text where its script tells, or its small words. Pure. A script of several languages, such as the Cyrillic and Arabic ones,
/// tells nothing here; Devanagari is taken for Hindi and ideographs without kana for Chinese.
/// </summary>
internal static class PromptLanguage
{
    // Words that prompts of a language are full of and that say nothing of what is to be seen. One may stand in several lists.
    private static readonly (string Language, string Words)[] SmallWords =
    [
        ("en", "a an the and with of in on at for from by behind under over wearing holding standing sitting looking through across its his her is are no"),
        ("de", "der die das den dem und mit ein eine einen einem einer in im am an auf vor von bei ohne hinter unter über ist"),
        ("fr", "le la les un une des de du dans avec sur sous et à au aux en devant derrière sans est"),
        ("es", "el la los las un una de del en con y sobre bajo al a por para sin es"),
        ("it", "il lo la i gli le un uno una di del della dei in con e su sul sulla nel nella al alla a per senza è"),
        ("pt", "o a os as um uma de do da dos das em no na nos com e sobre ao à por para sem é"),
        ("nl", "de het een van in op aan met en bij onder voor naar door zonder is"),
        ("pl", "na w z i ze pod nad przy oraz bez po jest"),
        ("tr", "bir ve ile için üzerinde altında bu gibi"),
        ("vi", "của một và trên với trong con các dưới là"),
        ("id", "di yang dengan sebuah dan atas dari seorang untuk dalam"),
    ];

    private static readonly SearchValues<char> Between = SearchValues.Create(" \t\r\n.,;:!?\"'’()[]{}“”„«»/|-_");

    // Which languages a word belongs to, a bit each.
    private static readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> LanguagesOf = SmallWords
        .SelectMany((list, index) => list.Words.Split(' ').Select(word => (Word: word, Bit: 1 << index)))
        .GroupBy(static pair => pair.Word, StringComparer.Ordinal)
        .ToFrozenDictionary(static group => group.Key, static group => group.Aggregate(0, static (bits, pair) => bits | pair.Bit), StringComparer.OrdinalIgnoreCase)
        .GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The language, where one look is enough; null otherwise.</summary>
    public static string? Glance(string text)
    {
        var (latin, unclear) = (0, 0);
        var scripts = new Scripts();
        foreach (var sign in text)
        {
            if (!char.IsLetter(sign)) continue;
            if (IsLatin(sign)) latin++;
            else if (!scripts.Add(sign)) unclear++;
        }

        var (language, letters) = scripts.Most;
        return letters > latin + unclear ? language
            : latin > letters + unclear ? ByWords(text)
            : null;
    }

    /// <summary>How much there is to tell a language from: Latin letters, and twice the others, which fewer languages share.</summary>
    public static int Weight(string text)
    {
        var weight = 0;
        foreach (var sign in text)
        {
            weight += !char.IsLetter(sign) ? 0 : IsLatin(sign) ? 1 : 2;
        }

        return weight;
    }

    /// <summary>The language with most small words, if it has two at least and more than each other, or one where no other has any.</summary>
    private static string? ByWords(ReadOnlySpan<char> text)
    {
        Span<int> found = stackalloc int[SmallWords.Length];
        found.Clear();
        foreach (var range in text.SplitAny(Between))
        {
            if (!LanguagesOf.TryGetValue(text[range], out var bits)) continue;
            for (var index = 0; index < found.Length; index++)
            {
                found[index] += (bits >> index) & 1;
            }
        }

        var best = 0;
        var second = -1;
        for (var index = 1; index < found.Length; index++)
        {
            if (found[index] > found[best]) (best, second) = (index, best);
            else if (second < 0 || found[index] > found[second]) second = index;
        }

        return found[best] > found[second] && (found[best] > 1 || found[second] == 0) ? SmallWords[best].Language : null;
    }

    /// <summary>Latin with its marks, Vietnamese ones too.</summary>
    private static bool IsLatin(char sign) => sign is < '\u0250' or (>= '\u1E00' and <= '\u1EFF');

    /// <summary>Letters of scripts that one language here has.</summary>
    [StructLayout(LayoutKind.Auto)]
    private struct Scripts
    {
        private int _kana;
        private int _han;
        private int _hangul;
        private int _greek;
        private int _hebrew;
        private int _thai;
        private int _devanagari;

        /// <summary>The language of most of them. Kana among ideographs make a text Japanese.</summary>
        public readonly (string Language, int Letters) Most
        {
            get
            {
                var most = _kana > 0 ? ("ja", _kana + _han) : ("zh", _han);
                foreach (var other in (ReadOnlySpan<(string, int)>)[("ko", _hangul), ("el", _greek), ("he", _hebrew), ("th", _thai), ("hi", _devanagari)])
                {
                    most = other.Item2 > most.Item2 ? other : most;
                }

                return most;
            }
        }

        public bool Add(char letter)
        {
            switch (letter)
            {
                case (>= '\u3040' and <= '\u30FF') or (>= '\uFF66' and <= '\uFF9D'): _kana++; break;
                case (>= '\u3400' and <= '\u9FFF') or (>= '\uF900' and <= '\uFAFF') or '\u3005': _han++; break;
                case (>= '\uAC00' and <= '\uD7AF') or (>= '\u1100' and <= '\u11FF') or (>= '\u3130' and <= '\u318F'): _hangul++; break;
                case (>= '\u0370' and <= '\u03FF') or (>= '\u1F00' and <= '\u1FFF'): _greek++; break;
                case >= '\u0590' and <= '\u05FF': _hebrew++; break;
                case >= '\u0E00' and <= '\u0E7F': _thai++; break;
                case >= '\u0900' and <= '\u097F': _devanagari++; break;
                default: return false;
            }

            return true;
        }
    }
}
