using System.Buffers.Text;
using System.Globalization;
using System.Text;
using DonatelloAI.Grains.Users;

namespace DonatelloAI.Storage.Encryption;

/// <summary>
/// The written form of sealed text: <c>s1.{version}.{base64url of nonce, ciphertext, tag}</c>. The first part names the form and its
/// algorithms, the second the owner's key.
/// </summary>
internal static class SealedText
{
    /// <summary>Stands for a text of a person who was erased before it could be sealed.</summary>
    public const string OfErased = SealedMark.Erased;

    /// <summary>Refuses half of a surrogate pair instead of putting a question mark in its place.</summary>
    public static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private const string Form = "s1.";

    // The digits of the largest version.
    private const int MaxDigits = 10;

    public static string Write(int version, ReadOnlySpan<byte> body)
    {
        Span<char> digits = stackalloc char[MaxDigits];
        version.TryFormat(digits, out var count, provider: CultureInfo.InvariantCulture);
        var head = Form.Length + count + 1;
        return string.Create(head + Base64Url.GetEncodedLength(body.Length), new Parts(digits[..count], body), static (target, parts) =>
        {
            Form.CopyTo(target);
            parts.Digits.CopyTo(target[Form.Length..]);
            target[Form.Length + parts.Digits.Length] = '.';
            Base64Url.EncodeToChars(parts.Body, target[(Form.Length + parts.Digits.Length + 1)..]);
        });
    }

    /// <summary>True when a text has the shape of a sealed one.</summary>
    public static bool IsOne(string? text) => TryParse(text, out _, out _);

    /// <summary>Splits a sealed text; false when it is none. Says nothing about whether it opens.</summary>
    public static bool TryParse(string? text, out int version, out ReadOnlySpan<char> body)
    {
        version = 0;
        body = default;
        if (text is null || !text.StartsWith(Form, StringComparison.Ordinal))
        {
            return false;
        }

        var rest = text.AsSpan(Form.Length);
        var dot = rest.IndexOf('.');
        if (dot is < 1 or > MaxDigits || !int.TryParse(rest[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out version))
        {
            return false;
        }

        body = rest[(dot + 1)..];
        return IsBody(version, rest[0], body);
    }

    /// <summary>One text for one value: no leading zeros, and no white space, which the decoder would pass over.</summary>
    private static bool IsBody(int version, char firstDigit, ReadOnlySpan<char> body) => version == 0
        ? body.IsEmpty
        : firstDigit != '0' && Base64Url.IsValid(body, out var bytes) && bytes >= SealedBody.Overhead && Base64Url.GetEncodedLength(bytes) == body.Length;

    private readonly ref struct Parts(ReadOnlySpan<char> digits, ReadOnlySpan<byte> body)
    {
        public ReadOnlySpan<char> Digits { get; } = digits;

        public ReadOnlySpan<byte> Body { get; } = body;
    }
}
