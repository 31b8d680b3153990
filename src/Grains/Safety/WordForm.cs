using System.Globalization;
using System.Text;

namespace DonatelloAI.Grains.Safety;

/// <summary>
/// Text as words are compared: lower case, without accents, compatible forms as one, simple substitutions of letters undone, one space between
/// words. Letters of other scripts that look like Latin ones stay what they are.
/// </summary>
internal static class WordForm
{
    /// <summary>The form of a text: words with a space before and after each.</summary>
    public static string Of(string text)
    {
        var plain = Ascii.IsValid(text) ? text : Unaccented(text);
        var form = new StringBuilder(plain.Length + 2).Append(' ');
        for (var at = 0; at < plain.Length; at++)
        {
            if (LetterAt(plain, at) is { } letter)
            {
                form.Append(letter);
            }
            else if (form[^1] != ' ')
            {
                form.Append(' ');
            }
        }

        return (form[^1] == ' ' ? form : form.Append(' ')).ToString();
    }

    private static char? LetterAt(string text, int at)
    {
        var sign = text[at];
        return char.IsLetter(sign) ? char.ToLowerInvariant(sign)
            : sign is not ('0' or '1' or '3' or '4' or '5' or '7' or '@' or '$' or '!') ? (char.IsLetterOrDigit(sign) || char.IsSurrogate(sign) ? sign : null)
            : IsWithinWord(text, at) ? Substituted(sign)
            : char.IsAsciiDigit(sign) ? sign
            : null;
    }

    /// <summary>A digit or sign is a letter's substitute beside a letter; a sign only between two, since it also ends sentences.</summary>
    private static bool IsWithinWord(string text, int at)
    {
        var before = at > 0 && char.IsLetter(text[at - 1]);
        var after = at + 1 < text.Length && char.IsLetter(text[at + 1]);
        return char.IsAsciiDigit(text[at]) ? before || after : before && after;
    }

    private static char Substituted(char sign) => sign switch
    {
        '0' => 'o',
        '1' or '!' => 'i',
        '3' => 'e',
        '4' or '@' => 'a',
        '5' or '$' => 's',
        _ => 't',
    };

    /// <summary>In compatible forms, without accents and without signs that nobody sees. Halves of surrogate pairs have no forms: they go first.</summary>
    private static string Unaccented(string text)
    {
        var whole = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Normalize(NormalizationForm.FormKD);
        return string.Concat(whole.Where(static sign => CharUnicodeInfo.GetUnicodeCategory(sign) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.Format)));
    }
}
