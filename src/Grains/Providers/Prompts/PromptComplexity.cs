using System.Collections.Frozen;

namespace DonatelloAI.Grains.Providers.Prompts;

/// <summary>
/// How much a prompt asks for, from 0 to 1, so that demanding prompts can be given to better models. Pure; the same for every model.
/// <code>0.30 × words / 60 + 0.25 × parts / 12 + 0.15 × different words / 40 + 0.20 × text in the picture + 0.10 × conditions / 6</code>
/// Each fraction counts at most 1. A part is what stands between punctuation marks and has a letter; a different word has four letters or
/// more; text in the picture is 1 when something of two letters or more stands in quotation marks; conditions are numbers and words that
/// bind things to places or exclude them. Ideographs and kana count as half a word each.
/// </summary>
/// <remarks>
/// Adding a sentence never lowers it. The weights are a judgement: length and parts say most about how many things must be right at once,
/// and lettering is what models differ in most. Letters are read, not meanings: the formula is blind to a hard subject in few words.
/// </remarks>
public static class PromptComplexity
{
    /// <summary>Most characters that are read; every fraction is full long before.</summary>
    public const int MaxLength = 4_000;

    /// <summary>Words that count in full.</summary>
    public const int FullWords = 60;

    /// <summary>Parts that count in full.</summary>
    public const int FullParts = 12;

    /// <summary>Different words that count in full.</summary>
    public const int FullDifferent = 40;

    /// <summary>Conditions that count in full.</summary>
    public const int FullConditions = 6;

    private const int MinDifferentLength = 4;
    private const int MinLettering = 2;

    private static readonly FrozenSet<string> ConditionWords = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "no", "not", "without", "never", "only", "exactly", "left", "right", "above", "below", "behind", "between", "under", "beside", "inside", "front",
        "kein", "keine", "ohne", "nur", "genau", "links", "rechts", "hinter", "zwischen", "unter", "neben", "vor",
        "sans", "pas", "seulement", "gauche", "droite", "derrière", "entre", "sous", "devant",
        "sin", "solo", "izquierda", "derecha", "detrás", "debajo", "delante", "senza", "dietro", "sotto", "davanti");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Conditions = ConditionWords.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The score of a prompt, 0 to 1, rounded to hundredths.</summary>
    public static double Of(string prompt)
    {
        var count = new Count(stackalloc int[Count.Places]);
        count.Read(prompt.AsSpan(0, Math.Min(prompt.Length, MaxLength)));
        var score = Part(0.30m, count.HalfWords, 2 * FullWords)
            + Part(0.25m, count.Parts, FullParts)
            + Part(0.15m, count.Different, FullDifferent)
            + (count.HasLettering ? 0.20m : 0)
            + Part(0.10m, count.Conditions, FullConditions);
        return (double)Math.Round(score, 2, MidpointRounding.AwayFromZero);
    }

    private static decimal Part(decimal weight, int count, int full) => weight * Math.Min(count, full) / full;

    /// <summary>One pass over the characters; nothing is allocated.</summary>
    private ref struct Count(Span<int> seen)
    {
        /// <summary>A table for hashes of words that stays half empty.</summary>
        public const int Places = 128;

        private readonly Span<int> _seen = seen;
        private bool _hasLetter;
        private int _lettering = -1;
        private char _closing;

        public int HalfWords { get; private set; }

        public int Parts { get; private set; }

        public int Different { get; private set; }

        public int Conditions { get; private set; }

        public bool HasLettering { get; private set; }

        public void Read(ReadOnlySpan<char> text)
        {
            var start = -1;
            for (var i = 0; i < text.Length; i++)
            {
                if (IsOfWord(text[i]))
                {
                    start = start < 0 ? i : start;
                    continue;
                }

                EndWord(text, ref start, i);
                ReadSign(text[i]);
            }

            EndWord(text, ref start, text.Length);
            EndPart();
        }

        private void EndWord(ReadOnlySpan<char> text, ref int start, int end)
        {
            if (start >= 0)
            {
                Add(text[start..end]);
            }

            start = -1;
        }

        private void Add(ReadOnlySpan<char> word)
        {
            var letters = 0;
            var whole = false;
            foreach (var sign in word)
            {
                letters += char.IsLetter(sign) ? 1 : 0;
                var isHalf = IsHalfWord(sign);
                HalfWords += isHalf ? 1 : 0;
                whole |= !isHalf;
            }

            HalfWords += whole ? 2 : 0;
            _hasLetter |= letters > 0;
            _lettering += _lettering >= 0 ? letters : 0;
            Conditions += char.IsDigit(word[0]) || PromptComplexity.Conditions.Contains(word) ? 1 : 0;
            if (letters >= MinDifferentLength)
            {
                AddDifferent(HashOf(word));
            }
        }

        private void ReadSign(char sign)
        {
            if (_lettering >= 0 && sign == _closing)
            {
                HasLettering |= _lettering >= MinLettering;
                _lettering = -1;
            }
            else if (_lettering < 0 && ClosingOf(sign) is var closing and not '\0')
            {
                (_lettering, _closing) = (0, closing);
            }

            if (sign == '\n' || (char.IsPunctuation(sign) && !IsInner(sign)))
            {
                EndPart();
            }
        }

        private void EndPart()
        {
            Parts += _hasLetter ? 1 : 0;
            _hasLetter = false;
        }

        /// <summary>Remembers a hash, until so many are known that more would not count.</summary>
        private void AddDifferent(int hash)
        {
            for (var place = hash & (Places - 1); Different < FullDifferent; place = (place + 1) & (Places - 1))
            {
                if (_seen[place] == hash)
                {
                    return;
                }

                if (_seen[place] == 0)
                {
                    _seen[place] = hash;
                    Different++;
                    return;
                }
            }
        }

        private static bool IsOfWord(char sign) => char.IsLetterOrDigit(sign) || char.IsSurrogate(sign) || IsMark(sign);

        private static bool IsMark(char sign) => char.GetUnicodeCategory(sign)
            is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark;

        /// <summary>Scripts without spaces: kana and ideographs of the basic plane.</summary>
        private static bool IsHalfWord(char sign) => sign is (>= '\u3040' and <= '\u30FF') or (>= '\u3400' and <= '\u9FFF') or (>= '\uF900' and <= '\uFAFF');

        /// <summary>Signs that stand within words and numbers.</summary>
        private static bool IsInner(char sign) => sign is '\'' or '’' or '-' or '‐' or '_' or '/' or '#' or '@' or '&' or '%' or '*';

        private static char ClosingOf(char sign) => sign switch
        {
            '"' => '"',
            '“' => '”',
            '„' => '“',
            '«' => '»',
            '‹' => '›',
            '「' => '」',
            '『' => '』',
            _ => '\0',
        };

        /// <summary>FNV-1a over lower case: the same in every process. Never 0, which means an empty place.</summary>
        private static int HashOf(ReadOnlySpan<char> word)
        {
            var hash = 2_166_136_261;
            foreach (var sign in word)
            {
                hash = unchecked((hash ^ char.ToLowerInvariant(sign)) * 16_777_619);
            }

            return unchecked((int)hash) | 1;
        }
    }
}
