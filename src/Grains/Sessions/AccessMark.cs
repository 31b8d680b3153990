using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DonatelloAI.Contracts.Sessions;

namespace DonatelloAI.Grains.Sessions;

/// <summary>
/// The mark of an access token: 128 bits of HMAC-SHA-256 under the pepper over person, session and expiry. Front ends can check an access
/// token's signature and have the key for it; the pepper they do not have, so that one which is broken into writes no tokens.
/// </summary>
public static class AccessMark
{
    private const int MarkBytes = 16;

    /// <summary>A credential with its mark.</summary>
    public static AccessCredential Make(Guid userId, Guid sessionId, DateTimeOffset expiresAt, ReadOnlySpan<byte> pepper) =>
        new(userId, sessionId, expiresAt, Of(userId, sessionId, expiresAt, pepper));

    /// <summary>True when a credential's mark is its own; takes the same time either way.</summary>
    public static bool IsGenuine(AccessCredential credential, ReadOnlySpan<byte> pepper) => CryptographicOperations.FixedTimeEquals(
        Encoding.ASCII.GetBytes(credential.Mark), Encoding.ASCII.GetBytes(Of(credential.UserId, credential.SessionId, credential.ExpiresAt, pepper)));

    private static string Of(Guid userId, Guid sessionId, DateTimeOffset expiresAt, ReadOnlySpan<byte> pepper)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"access {userId:n} {sessionId:n} {expiresAt.ToUnixTimeSeconds()}");
        return Base64Url.EncodeToString(HMACSHA256.HashData(pepper, Encoding.ASCII.GetBytes(text)).AsSpan(0, MarkBytes));
    }
}
