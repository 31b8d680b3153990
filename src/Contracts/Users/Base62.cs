using System.Buffers;
using System.Buffers.Binary;

namespace DonatelloAI.Contracts.Users;

/// <summary>Numbers in digits and letters, most significant first, at a fixed length: text that a double click selects whole.</summary>
internal static class Base62
{
    /// <summary>Characters that any 128-bit id fits in.</summary>
    public const int GuidLength = 22;

    /// <summary>The digits in order of their value.</summary>
    public const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>The digits, for validation.</summary>
    public static readonly SearchValues<char> Characters = SearchValues.Create(Alphabet);

    /// <summary>Writes an id in <see cref="GuidLength"/> characters.</summary>
    public static string Encode(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return Encode(BinaryPrimitives.ReadUInt128BigEndian(bytes), GuidLength);
    }

    /// <summary>Writes a number in exactly <paramref name="length"/> characters; the caller knows that it fits.</summary>
    public static string Encode(UInt128 value, int length) => string.Create(length, value, static (text, rest) =>
    {
        for (var i = text.Length - 1; i >= 0; i--)
        {
            (rest, var digit) = UInt128.DivRem(rest, (UInt128)Alphabet.Length);
            text[i] = Alphabet[(int)digit];
        }
    });

    /// <summary>Reads an id; false for a foreign character or a number above 128 bits.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, out Guid id)
    {
        id = default;
        UInt128 value = 0;
        foreach (var character in text)
        {
            var digit = Alphabet.IndexOf(character, StringComparison.Ordinal);
            if (digit < 0 || value > (UInt128.MaxValue - (UInt128)digit) / (UInt128)Alphabet.Length)
            {
                return false;
            }

            value = (value * (UInt128)Alphabet.Length) + (UInt128)digit;
        }

        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        id = new Guid(bytes, bigEndian: true);
        return true;
    }
}
