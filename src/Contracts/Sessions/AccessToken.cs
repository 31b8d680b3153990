using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace DonatelloAI.Contracts.Sessions;

/// <summary>
/// Access tokens: JWTs that one process of an installation writes and another reads, HS256 under a key derived from the master keys.
/// </summary>
/// <remarks>
/// The header is one of a few known texts, a version of the key each, and is compared whole: nothing in a token chooses how it is
/// checked. What a token says is who to ask; the person's grain decides, so a token never outlives its session.
/// </remarks>
public static class AccessToken
{
    /// <summary>How every token begins: the first letters of a JSON object in base64url.</summary>
    public const string Beginning = "eyJ";

    /// <summary>Longest text that is looked at, in characters; ours have about 330.</summary>
    public const int MaxLength = 1_024;

    private const string Issuer = "donatelloai";
    private const int Parts = 3;

    /// <summary>Writes a token.</summary>
    /// <param name="credential">What it says.</param>
    /// <param name="issuedAt">When it is written.</param>
    /// <param name="keys">The active one signs.</param>
    public static string Write(AccessCredential credential, DateTimeOffset issuedAt, AccessTokenKeys keys)
    {
        var payload = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["iss"] = Issuer,
            ["sub"] = credential.UserId,
            ["sid"] = credential.SessionId,
            ["iat"] = issuedAt.ToUnixTimeSeconds(),
            ["exp"] = credential.ExpiresAt.ToUnixTimeSeconds(),
            ["jti"] = credential.Mark,
        });
        var body = $"{Header(keys.Active)}.{Base64Url.EncodeToString(payload)}";
        return $"{body}.{Base64Url.EncodeToString(Sign(body, keys.Keys[keys.Active]))}";
    }

    /// <summary>Reads a token; false unless one of the keys signed it. True says nothing about its session or its time.</summary>
    public static bool TryRead(string text, AccessTokenKeys keys, [NotNullWhen(true)] out AccessCredential? credential)
    {
        credential = null;
        var parts = text.Length <= MaxLength ? text.Split('.') : [];
        return parts.Length == Parts
            && KeyOf(parts[0], keys) is { } key
            && IsSigned(text[..text.LastIndexOf('.')], parts[2], key)
            && (credential = Parse(parts[1])) is not null;
    }

    private static byte[]? KeyOf(string header, AccessTokenKeys keys) =>
        keys.Keys.Where(key => string.Equals(header, Header(key.Key), StringComparison.Ordinal)).Select(static key => key.Value).FirstOrDefault();

    private static string Header(int version) => Base64Url.EncodeToString(
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"alg":"HS256","kid":"{{version}}","typ":"at+jwt"}""")));

    private static bool IsSigned(string body, string signature, byte[] key) =>
        Base64Url.IsValid(signature) && CryptographicOperations.FixedTimeEquals(Base64Url.DecodeFromChars(signature), Sign(body, key));

    private static byte[] Sign(string body, byte[] key) => HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(body));

    /// <summary>What a signed payload says: it is one of ours, so that a broken one is none.</summary>
    private static AccessCredential? Parse(string payload)
    {
        using var json = JsonDocument.Parse(Base64Url.DecodeFromChars(payload));
        var claims = json.RootElement;
        return claims.GetProperty("iss").ValueEquals(Issuer)
            ? new AccessCredential(
                claims.GetProperty("sub").GetGuid(),
                claims.GetProperty("sid").GetGuid(),
                DateTimeOffset.FromUnixTimeSeconds(claims.GetProperty("exp").GetInt64()),
                claims.GetProperty("jti").GetString()!)
            : null;
    }
}

/// <summary>The keys of access tokens by version of the master key that each is derived from.</summary>
/// <param name="Active">The version that signs.</param>
/// <param name="Keys">Every version that is accepted.</param>
public sealed record AccessTokenKeys(int Active, IReadOnlyDictionary<int, byte[]> Keys)
{
    /// <summary>Says nothing of the keys.</summary>
    public override string ToString() => nameof(AccessTokenKeys);
}

/// <summary>What an access token says.</summary>
/// <param name="UserId">The person.</param>
/// <param name="SessionId">The session.</param>
/// <param name="ExpiresAt">When it ends, in whole seconds.</param>
/// <param name="Mark">Made under the pepper, which no front end has: proves to the grain that a silo wrote the token.</param>
[GenerateSerializer, Immutable, Alias("donatello.AccessCredential")]
public sealed record AccessCredential(
    [property: Id(0)] Guid UserId,
    [property: Id(1)] Guid SessionId,
    [property: Id(2)] DateTimeOffset ExpiresAt,
    [property: Id(3)] string Mark)
{
    /// <summary>Names the session and leaves the mark out.</summary>
    public override string ToString() => $"{nameof(AccessCredential)} of {SessionId}";
}
