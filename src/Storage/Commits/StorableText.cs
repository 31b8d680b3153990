namespace DonatelloAI.Storage.Commits;

/// <summary>
/// Text that every engine keeps as it is: no NUL, which PostgreSQL refuses and SQLite's readers stop at, and no half of a
/// surrogate pair, which has no UTF-8.
/// </summary>
internal static class StorableText
{
    /// <summary>What the caller of a row with other text is told.</summary>
    public const string Rule = "A text must not hold the character NUL or half of a surrogate pair.";

    /// <summary>Lets a value, or an array of them, through that can be stored.</summary>
    /// <exception cref="UnstorableTextException">It is text that cannot.</exception>
    public static object? Checked(object? value)
    {
        switch (value)
        {
            case string text when !IsStorable(text):
                throw new UnstorableTextException(Rule);
            case string?[] texts:
                Array.ForEach(texts, static text => Checked(text));
                break;
        }

        return value;
    }

    public static bool IsStorable(ReadOnlySpan<char> text) =>
        !text.Contains('\0') && (!text.ContainsAnyInRange('\uD800', '\uDFFF') || HasPairsOnly(text));

    private static bool HasPairsOnly(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
            {
                continue;
            }

            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
            {
                return false;
            }

            i++;
        }

        return true;
    }
}

/// <summary>A text that no engine would keep as it is.</summary>
internal sealed class UnstorableTextException(string message) : ArgumentException(message);
