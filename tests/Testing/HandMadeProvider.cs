using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace DonatelloAI.Testing;

/// <summary>A provider whose tokens are made by hand, so that each may be wrong in its own way.</summary>
public sealed class HandMadeProvider : IAsyncDisposable
{
    public const string Audience = "donatello";

    private readonly WebApplication _app;
    private RSA _rsa = RSA.Create(2048);
    private int _version = 1;
    private int _reads;

    private HandMadeProvider(WebApplication app) => _app = app;

    public string Issuer { get; private set; } = "";

    /// <summary>How often its keys were read.</summary>
    public int Reads => _reads;

    /// <summary>The public key as PEM text, which an attacker has as well.</summary>
    public string PublicKey => _rsa.ExportSubjectPublicKeyInfoPem();

    public static async Task<HandMadeProvider> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var provider = new HandMadeProvider(app);
        app.MapGet("/.well-known/openid-configuration", provider.Discovery);
        app.MapGet("/jwks", provider.Keys);
        await app.StartAsync();
        provider.Issuer = app.Urls.Single();
        return provider;
    }

    /// <summary>A sound token, but for what a test changes.</summary>
    public string Token(Action<Dictionary<string, object>>? claims = null, Action<Dictionary<string, object>>? header = null, Func<string, byte[]>? sign = null)
    {
        var head = new Dictionary<string, object>(StringComparer.Ordinal) { ["alg"] = "RS256", ["typ"] = "JWT", ["kid"] = $"hand-{_version}" };
        header?.Invoke(head);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var body = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["iss"] = Issuer, ["aud"] = Audience, ["sub"] = "somebody", ["iat"] = now, ["exp"] = now + 600,
        };
        claims?.Invoke(body);
        var text = $"{Part(head)}.{Part(body)}";
        return $"{text}.{Base64UrlEncoder.Encode((sign ?? Sign)(text))}";
    }

    public byte[] Sign(string text) => _rsa.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    public byte[] SignPss(string text) => _rsa.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pss);

    /// <summary>Puts a new key in place of the old one.</summary>
    public void Rotate() => (_rsa, _version) = (RSA.Create(2048), _version + 1);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _rsa.Dispose();
    }

    private IResult Discovery() => Results.Text(
        JsonSerializer.Serialize(new { issuer = Issuer, jwks_uri = $"{Issuer}/jwks" }), "application/json");

    private IResult Keys()
    {
        Interlocked.Increment(ref _reads);
        var key = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(_rsa.ExportParameters(includePrivateParameters: false)));
        return Results.Text(
            JsonSerializer.Serialize(new { keys = new[] { new { kty = "RSA", use = "sig", kid = $"hand-{_version}", n = key.N, e = key.E } } }), "application/json");
    }

    private static string Part(Dictionary<string, object> fields) => Base64UrlEncoder.Encode(JsonSerializer.SerializeToUtf8Bytes(fields));
}
