using System.Net.Http.Json;

namespace DonatelloAI.Testing;

/// <summary>
/// The npm package oidc-provider, a certified OpenID Connect provider, on 127.0.0.1. Its discovery, keys and ID tokens are its own; only the
/// browser's way to a token is left out.
/// </summary>
public sealed class OidcServer : IAsyncDisposable
{
    /// <summary>The client id that its tokens are issued for.</summary>
    public const string ClientId = "donatello";

    private readonly NodeServer _server;
    private readonly HttpClient _http = new();

    private OidcServer(NodeServer server) => _server = server;

    /// <summary>The issuer of its tokens.</summary>
    public string Issuer => $"http://127.0.0.1:{_server.Port}";

    /// <summary>Starts a provider with one signing key.</summary>
    public static async Task<OidcServer> StartAsync() =>
        new(await NodeServer.Start("The OpenID Connect provider", "oidc", "../provider.mjs", "\"$1\""));

    /// <summary>An ID token for a person.</summary>
    public async Task<string> SignIn(IReadOnlyDictionary<string, object> claims)
    {
        using var answer = await _http.PostAsJsonAsync(new Uri($"{Issuer}/sign-in"), claims);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>Puts a new signing key in place of the old one.</summary>
    public async Task Rotate()
    {
        using var answer = await _http.PostAsync(new Uri($"{Issuer}/rotate"), null);
        answer.EnsureSuccessStatusCode();
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return _server.DisposeAsync();
    }
}
