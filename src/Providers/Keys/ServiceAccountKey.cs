using System.Security.Cryptography;
using System.Text.Json;
using DonatelloAI.Providers.Http;

namespace DonatelloAI.Providers.Keys;

/// <summary>A Google service account as its key file describes it.</summary>
/// <param name="Email">Who signs.</param>
/// <param name="PrivateKey">The RSA key in PEM.</param>
/// <param name="TokenAddress">Where a signed claim is exchanged for an access token.</param>
internal sealed record ServiceAccountKey(string Email, string PrivateKey, Uri TokenAddress)
{
    private const int ClaimSeconds = 3_600;

    /// <summary>The account of a key file; null where it is none.</summary>
    public static ServiceAccountKey? Read(ReadOnlyMemory<byte> file)
    {
        try
        {
            using var json = JsonDocument.Parse(file);
            return json.RootElement.Text("client_email") is { } email
                && json.RootElement.Text("private_key") is { } key
                && Uri.TryCreate(json.RootElement.Text("token_uri"), UriKind.Absolute, out var address)
                ? new ServiceAccountKey(email, key, address)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A claim to the account, signed: a JWT of one hour by RS256.</summary>
    /// <exception cref="ArgumentException">The private key is no PEM.</exception>
    /// <exception cref="CryptographicException">The private key is no RSA key.</exception>
    public string Claim(string scope, DateTimeOffset now)
    {
        var seconds = now.ToUnixTimeSeconds();
        var claims = JsonSerializer.SerializeToUtf8Bytes(new { iss = Email, scope, aud = TokenAddress, iat = seconds, exp = seconds + ClaimSeconds });
        var signed = $"{Base64("""{"alg":"RS256","typ":"JWT"}"""u8)}.{Base64(claims)}";
        using var rsa = RSA.Create();
        rsa.ImportFromPem(PrivateKey);
        return $"{signed}.{Base64(rsa.SignData(System.Text.Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    // A record's text would show the private key.
    private bool PrintMembers(System.Text.StringBuilder text)
    {
        text.Append(nameof(Email)).Append(" = ").Append(Email);
        return true;
    }

    private static string Base64(ReadOnlySpan<byte> bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
