using System.Security.Cryptography;
using System.Text.Json;
using DonatelloAI.Providers.Http;

namespace DonatelloAI.Providers.Keys;

/// <summary>
/// Access tokens of a Google service account: a claim signed with the account's key is exchanged for a token, which is kept until five
/// minutes before its end. The file is read again for each exchange.
/// </summary>
/// <param name="setting">The setting that names the file, for sentences.</param>
/// <param name="file">The account's key file.</param>
/// <param name="allowPrivate">True where the token's server may lie in a private network, in tests.</param>
/// <param name="time">The clock.</param>
public sealed class ServiceAccountTokens(string setting, string file, bool allowPrivate, TimeProvider time) : IKeySource, IDisposable
{
    private const string Scope = "https://www.googleapis.com/auth/cloud-platform";
    private const int MaxBytes = 64 * 1024;

    private static readonly TimeSpan Early = TimeSpan.FromMinutes(5);

    private readonly HttpClient _client = VendorHttp.Client(new GuardedDialer(allowPrivate));
    private readonly SemaphoreSlim _turn = new(1);
    private KeyReading _token = KeyReading.None;
    private DateTimeOffset _until = DateTimeOffset.MinValue;

    /// <inheritdoc/>
    public string? Missing => File.Exists(file) ? null : $"{setting} names a file that is not there.";

    /// <inheritdoc/>
    public async ValueTask<KeyReading> Read(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return time.GetUtcNow() < _until ? _token : await Renew(cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or HttpRequestException)
        {
            return KeyReading.Failed("The service account's key cannot be read, or its token's server cannot be reached.");
        }
        catch (Exception failure) when (failure is ArgumentException or CryptographicException)
        {
            return KeyReading.Failed("The service account's file holds no RSA key.");
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Dispose();
        _turn.Dispose();
    }

    private async Task<KeyReading> Renew(CancellationToken cancellationToken)
    {
        if (ServiceAccountKey.Read(await File.ReadAllBytesAsync(file, cancellationToken)) is not { } account)
            return KeyReading.Failed("The service account's file holds no account.");
        if (account.TokenAddress.Scheme != Uri.UriSchemeHttps && !allowPrivate)
            return KeyReading.Failed("The service account's token_uri must begin with https.");

        using var form = new FormUrlEncodedContent(
        [
            new("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), new("assertion", account.Claim(Scope, time.GetUtcNow())),
        ]);
        using var response = await _client.PostAsync(account.TokenAddress, form, cancellationToken);
        return Keep(response.IsSuccessStatusCode ? await BoundedBody.Read(response.Content, MaxBytes, cancellationToken) : null);
    }

    private KeyReading Keep(ReadOnlyMemory<byte>? body)
    {
        var (token, lifetime) = TokenOf(body ?? default);
        var reading = KeyReading.Of(token, "The token's server gave no token to the service account.");
        if (reading.Key is not null) (_token, _until) = (reading, time.GetUtcNow() + lifetime - Early);
        return reading;
    }

    private static (string? Token, TimeSpan Lifetime) TokenOf(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return (json.RootElement.Text("access_token"), TimeSpan.FromSeconds(Math.Min(json.RootElement.Count("expires_in") ?? 0, 86_400)));
        }
        catch (JsonException)
        {
            return (null, TimeSpan.Zero);
        }
    }
}
