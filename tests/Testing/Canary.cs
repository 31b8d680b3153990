using System.Text;

namespace DonatelloAI.Testing;

/// <summary>Looks for a mark of ASCII letters and digits in any form that a program may write it in.</summary>
public static class Canary
{
    /// <summary>True when bytes hold a mark in UTF-8, UTF-16, base64, hexadecimal or as JSON with escapes.</summary>
    public static bool IsIn(byte[] content, string mark) => FormsOf(mark).Any(form => content.AsSpan().IndexOf(form) >= 0);

    private static IEnumerable<byte[]> FormsOf(string mark)
    {
        var utf8 = Encoding.UTF8.GetBytes(mark);
        yield return utf8;
        yield return Encoding.Unicode.GetBytes(mark);
        yield return Encoding.BigEndianUnicode.GetBytes(mark);
        yield return Encoding.ASCII.GetBytes(Convert.ToHexString(utf8));
        yield return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(utf8));
        yield return Encoding.ASCII.GetBytes(string.Concat(mark.Select(letter => $"\\u{(int)letter:x4}")));
        yield return Encoding.ASCII.GetBytes(string.Concat(mark.Select(letter => $"\\u{(int)letter:X4}")));
        for (var before = 0; before < 3; before++)
        {
            yield return Base64Within(utf8, before);
        }
    }

    /// <summary>The characters of base64 that depend on the mark alone, where some bytes stand before it.</summary>
    private static byte[] Base64Within(byte[] mark, int before)
    {
        var text = Convert.ToBase64String([.. new byte[before], .. mark]);
        var first = (before * 8 + 5) / 6;
        var last = (before + mark.Length) * 8 / 6;
        return Encoding.ASCII.GetBytes(text[first..last]);
    }
}
