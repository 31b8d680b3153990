using System.Diagnostics.CodeAnalysis;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;

namespace DonatelloAI.Contracts.Users;

/// <summary>
/// The text of an API key: <c>dnt_&lt;user id&gt;&lt;key id&gt;_&lt;secret&gt;&lt;checksum&gt;</c>, all of it base62. The ids say whom to ask
/// about the key; the checksum refuses a mistyped or truncated key before anybody is asked, and lets scanners recognise one.
/// </summary>
/// <remarks>
/// Ids are 22 characters each, the secret is 43 random characters (256 bits), the checksum is the CRC-32 of everything before
/// it in 6 characters; 98 in all. Only <see cref="Hash"/> and <see cref="Prefix"/> are ever stored.
/// </remarks>
public sealed class ApiKeyToken
{
    /// <summary>Length of every key.</summary>
    public const int Length = SecretStart + SecretLength + ChecksumLength;

    /// <summary>Length of <see cref="Prefix"/>: the person's id and the beginning of the key's, which tells keys apart.</summary>
    public const int PrefixLength = 32;

    private const string Brand = "dnt_";
    private const int SecretStart = 4 + (2 * Base62.GuidLength) + 1;
    private const int SecretLength = 43;
    private const int ChecksumLength = 6;

    private ApiKeyToken(Guid userId, Guid keyId, string secretText) =>
        (UserId, KeyId, SecretText) = (userId, keyId, secretText);

    /// <summary>The person who owns the key.</summary>
    public Guid UserId { get; }

    /// <summary>The key.</summary>
    public Guid KeyId { get; }

    /// <summary>The whole key: shown to its owner once, never stored, never logged.</summary>
    public string SecretText { get; }

    /// <summary>The first characters, none of them of the secret, by which an owner recognises a key in a list.</summary>
    public string Prefix => SecretText[..PrefixLength];

    /// <summary>Makes a key with a fresh secret.</summary>
    public static ApiKeyToken Create(Guid userId, Guid keyId)
    {
        var secret = RandomNumberGenerator.GetString(Base62.Alphabet, SecretLength);
        var body = $"{Brand}{Base62.Encode(userId)}{Base62.Encode(keyId)}_{secret}";
        return new ApiKeyToken(userId, keyId, body + Checksum(body));
    }

    /// <summary>Reads a key; false when its shape or checksum is wrong. True says nothing about whether the key is known.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ApiKeyToken? token)
    {
        token = null;
        if (text is not { Length: Length }
            || !text.StartsWith(Brand, StringComparison.Ordinal)
            || text[SecretStart - 1] != '_'
            || text.AsSpan(SecretStart).ContainsAnyExcept(Base62.Characters)
            || !Base62.TryDecode(text.AsSpan(Brand.Length, Base62.GuidLength), out var userId)
            || !Base62.TryDecode(text.AsSpan(Brand.Length + Base62.GuidLength, Base62.GuidLength), out var keyId)
            || !text.EndsWith(Checksum(text[..^ChecksumLength]), StringComparison.Ordinal))
        {
            return false;
        }

        token = new ApiKeyToken(userId, keyId, text);
        return true;
    }

    /// <summary>What is stored to recognise the key: HMAC-SHA-256 of the whole text under the pepper, 64 lower-case hex digits.</summary>
    public string Hash(ReadOnlySpan<byte> pepper) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(pepper, Encoding.ASCII.GetBytes(SecretText)));

    /// <summary>True when <paramref name="storedHash"/> is this key's <see cref="Hash"/>; takes the same time either way.</summary>
    public bool Matches(string storedHash, ReadOnlySpan<byte> pepper) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Hash(pepper)), Encoding.ASCII.GetBytes(storedHash));

    /// <summary>The prefix, so that a key which strays into a log says nothing.</summary>
    public override string ToString() => Prefix + "…";

    private static string Checksum(string body) =>
        Base62.Encode(Crc32.HashToUInt32(Encoding.ASCII.GetBytes(body)), ChecksumLength);
}
