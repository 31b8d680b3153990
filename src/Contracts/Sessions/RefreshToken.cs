using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;
using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Contracts.Sessions;

/// <summary>
/// The text of a refresh token: <c>dnr_&lt;session id&gt;_&lt;secret&gt;&lt;checksum&gt;</c>, all of it base62. The id says whom to ask; the
/// checksum refuses a mistyped token before anybody is asked, and lets scanners recognise one.
/// </summary>
/// <remarks>
/// The id has 22 characters, the secret 44 (256 bits), the checksum 6; 77 in all. A token's successor follows from the token and the
/// pepper alone. So whoever lost the answer to a renewal is given the same successor again, on whichever silo, and a token that was
/// replaced long ago is recognised, although only the hash of the newest one is stored.
/// </remarks>
public sealed class RefreshToken
{
    /// <summary>Length of every token.</summary>
    public const int Length = SecretStart + SecretLength + ChecksumLength;

    private const string Brand = "dnr_";
    private const int SecretStart = 4 + Base62.GuidLength + 1;
    private const int SecretLength = 2 * Base62.GuidLength;
    private const int ChecksumLength = 6;

    private RefreshToken(Guid sessionId, string secretText) => (SessionId, SecretText) = (sessionId, secretText);

    /// <summary>The session.</summary>
    public Guid SessionId { get; }

    /// <summary>The whole token: given to its owner, never stored, never logged.</summary>
    public string SecretText { get; }

    /// <summary>The first token of a session.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="opening">Random text of whoever opens it, so that a repeated call answers the same token.</param>
    /// <param name="pepper">Secret of the installation.</param>
    public static RefreshToken First(Guid sessionId, string opening, ReadOnlySpan<byte> pepper) =>
        Make(sessionId, HMACSHA256.HashData(pepper, Encoding.UTF8.GetBytes($"first {sessionId:n} {opening}")));

    /// <summary>Reads a token; false when its shape or checksum is wrong. True says nothing about whether the token is known.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out RefreshToken? token)
    {
        token = null;
        if (text is not { Length: Length }
            || !text.StartsWith(Brand, StringComparison.Ordinal)
            || text[SecretStart - 1] != '_'
            || text.AsSpan(SecretStart).ContainsAnyExcept(Base62.Characters)
            || !Base62.TryDecode(text.AsSpan(Brand.Length, Base62.GuidLength), out var sessionId)
            || !text.EndsWith(Checksum(text[..^ChecksumLength]), StringComparison.Ordinal))
        {
            return false;
        }

        token = new RefreshToken(sessionId, text);
        return true;
    }

    /// <summary>The token that replaces this one.</summary>
    public RefreshToken Successor(ReadOnlySpan<byte> pepper) =>
        Make(SessionId, HMACSHA256.HashData(pepper, Encoding.ASCII.GetBytes("next " + SecretText)));

    /// <summary>What is stored to recognise the token: HMAC-SHA-256 of the whole text under the pepper, 64 lower-case hex digits.</summary>
    public string Hash(ReadOnlySpan<byte> pepper) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(pepper, Encoding.ASCII.GetBytes(SecretText)));

    /// <summary>True when <paramref name="storedHash"/> is this token's <see cref="Hash"/>; takes the same time either way.</summary>
    public bool Matches(string storedHash, ReadOnlySpan<byte> pepper) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Hash(pepper)), Encoding.ASCII.GetBytes(storedHash));

    /// <summary>Names the session and leaves the secret out.</summary>
    public override string ToString() => $"{nameof(RefreshToken)} of {SessionId}";

    private static RefreshToken Make(Guid sessionId, ReadOnlySpan<byte> secret)
    {
        var (high, low) = (BinaryPrimitives.ReadUInt128BigEndian(secret), BinaryPrimitives.ReadUInt128BigEndian(secret[16..]));
        var body = $"{Brand}{Base62.Encode(sessionId)}_{Base62.Encode(high, Base62.GuidLength)}{Base62.Encode(low, Base62.GuidLength)}";
        return new RefreshToken(sessionId, body + Checksum(body));
    }

    private static string Checksum(string body) =>
        Base62.Encode(Crc32.HashToUInt32(Encoding.ASCII.GetBytes(body)), ChecksumLength);
}
