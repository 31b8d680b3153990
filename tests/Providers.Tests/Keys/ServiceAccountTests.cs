using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DonatelloAI.Providers.Keys;
using DonatelloAI.Testing.Providers;
using Microsoft.Extensions.Time.Testing;

namespace DonatelloAI.Providers.Tests.Keys;

public sealed class ServiceAccountTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
    private readonly string _file = Path.GetTempFileName();
    private readonly RSA _rsa = RSA.Create(2048);
    private FakeGoogle _google = null!;

    public async Task InitializeAsync()
    {
        _google = await FakeGoogle.Start();
        await Write(_rsa.ExportPkcs8PrivateKeyPem());
    }

    public async Task DisposeAsync()
    {
        File.Delete(_file);
        _rsa.Dispose();
        await _google.DisposeAsync();
    }

    [Fact]
    public async Task Read_Token_IsExchangedForASignedClaim()
    {
        using var tokens = Tokens();

        Assert.Equal("token-1", (await tokens.Read(default)).Key);

        var parts = Assert.Single(_google.Claims).Split('.');
        Assert.True(_rsa.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Decoded(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        var claims = JsonNode.Parse(Decoded(parts[1]))!;
        Assert.Equal(("robot@sample.example", _google.TokenUrl), ((string?)claims["iss"], (string?)claims["aud"]));
        Assert.Equal(_time.GetUtcNow().ToUnixTimeSeconds() + 3_600, (long?)claims["exp"]);
    }

    [Fact]
    public async Task Read_Again_RenewsFiveMinutesBeforeTheEnd()
    {
        using var tokens = Tokens();
        await tokens.Read(default);

        _time.Advance(TimeSpan.FromMinutes(54));
        Assert.Equal("token-1", (await tokens.Read(default)).Key);
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("token-2", (await tokens.Read(default)).Key);
    }

    [Fact]
    public async Task Read_FileWithoutAKey_SaysSoWithoutItsText()
    {
        await Write("secret-that-is-no-pem");
        using var tokens = Tokens();

        var reading = await tokens.Read(default);

        Assert.Null(reading.Key);
        Assert.DoesNotContain("secret", reading.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Account_AsText_ShowsNoKey() =>
        Assert.DoesNotContain("PRIVATE", $"{ServiceAccountKey.Read(File.ReadAllBytes(_file))}", StringComparison.Ordinal);

    private static byte[] Decoded(string part) => System.Buffers.Text.Base64Url.DecodeFromChars(part);

    private ServiceAccountTokens Tokens() => new("Providers:Google:google:ServiceAccountFile", _file, allowPrivate: true, _time);

    private Task Write(string key) => File.WriteAllTextAsync(
        _file, JsonSerializer.Serialize(new { type = "service_account", client_email = "robot@sample.example", private_key = key, token_uri = _google.TokenUrl }));
}
