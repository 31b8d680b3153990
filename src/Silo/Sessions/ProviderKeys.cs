using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace DonatelloAI.Silo.Sessions;

/// <summary>
/// The signing keys of one provider, by discovery: read when they are needed first, when they are old, and when a token names one that is
/// not among them, though not more often than <see cref="MinPause"/>. While the provider is out of reach, keys that were read before go on.
/// </summary>
internal sealed class ProviderKeys(string issuer, IDocumentRetriever documents, TimeSpan maxAge, TimeProvider time) : IDisposable
{
    /// <summary>Least time between two readings: a token with a made-up key makes nobody ask the provider each time.</summary>
    public static readonly TimeSpan MinPause = TimeSpan.FromSeconds(10);

    private const string Discovery = "/.well-known/openid-configuration";

    private readonly SemaphoreSlim _reading = new(1, 1);
    private IReadOnlyCollection<SecurityKey>? _keys;
    private DateTimeOffset _triedAt = DateTimeOffset.MinValue;
    private DateTimeOffset _readAt;

    /// <summary>The keys, with the named one among them if the provider has it.</summary>
    /// <param name="keyId">The key that a token names; empty for none.</param>
    /// <exception cref="ProviderUnavailableException">They cannot be read and never were.</exception>
    public async Task<IReadOnlyCollection<SecurityKey>> Find(string keyId)
    {
        if (Suffices(keyId) is { } known)
        {
            return known;
        }

        await _reading.WaitAsync();
        try
        {
            return Suffices(keyId) ?? await Read();
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _reading.Dispose();

    /// <summary>The keys in memory, unless they should and may be read again.</summary>
    private IReadOnlyCollection<SecurityKey>? Suffices(string keyId)
    {
        var now = time.GetUtcNow();
        var isCurrent = now - _readAt < maxAge && (keyId.Length == 0 || _keys?.Any(key => key.KeyId == keyId) == true);
        return _keys is not null && (isCurrent || now - _triedAt < MinPause) ? _keys : null;
    }

    private async Task<IReadOnlyCollection<SecurityKey>> Read()
    {
        var now = time.GetUtcNow();
        if (now - _triedAt < MinPause)
        {
            throw new ProviderUnavailableException("It did not answer a moment ago.");
        }

        _triedAt = now;
        try
        {
            var found = await OpenIdConnectConfigurationRetriever.GetAsync(issuer.TrimEnd('/') + Discovery, documents, CancellationToken.None);
            _keys = found.Issuer == issuer ? [.. found.SigningKeys] : throw new ProviderUnavailableException("Its discovery document names another issuer.");
            _readAt = now;
            return _keys;
        }
        catch (Exception failed) when (failed is IOException or HttpRequestException or OperationCanceledException or ArgumentException or InvalidOperationException or System.Text.Json.JsonException)
        {
            return _keys ?? throw new ProviderUnavailableException($"Its keys cannot be read ({failed.GetType().Name}).", failed);
        }
    }
}

/// <summary>A provider's keys cannot be had.</summary>
internal sealed class ProviderUnavailableException : Exception
{
    public ProviderUnavailableException()
        : base("The provider does not answer.")
    {
    }

    public ProviderUnavailableException(string message)
        : base(message)
    {
    }

    public ProviderUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
