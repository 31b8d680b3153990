using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Security.KeyVault.Secrets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DonatelloAI.Testing;

/// <summary>
/// A server that speaks the secrets API of Azure Key Vault over HTTPS on a free port: it challenges who brings no token, lists versions in
/// pages of two, and refuses as the service does. Clients reach it under the name of a vault.
/// </summary>
public sealed class KeyVaultServer : IAsyncDisposable
{
    private const int PageSize = 2;
    private const string Token = "a-token";

    private readonly WebApplication _app;
    private readonly X509Certificate2 _certificate;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<StoredVersion>> _secrets = new(StringComparer.Ordinal);
    private readonly Queue<int> _refusals = [];

    private KeyVaultServer(X509Certificate2 certificate)
    {
        _certificate = certificate;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(_certificate)));
        _app = builder.Build();
        _app.Use(Guard);
        _app.MapGet("/secrets/{name}/versions", List);
        _app.MapGet("/secrets/{name}/{version}", Get);
        _app.MapPut("/secrets/{name}", Set);
        _app.MapPatch("/secrets/{name}/{version}", Update);
    }

    /// <summary>The vault's address.</summary>
    public Uri Address { get; } = new("https://acme.vault.azure.net/");

    /// <summary>How many requests came with a token.</summary>
    public int Requests { get; private set; }

    /// <summary>Names of secrets that are deleted and can be recovered.</summary>
    public HashSet<string> Deleted { get; } = new(StringComparer.Ordinal);

    /// <summary>Names of secrets whose versions are listed and are gone when they are asked for.</summary>
    public HashSet<string> Vanished { get; } = new(StringComparer.Ordinal);

    /// <summary>True to answer 404 where versions of a secret are listed that was never made; false for a list without any.</summary>
    public bool RefusesUnknown { get; set; }

    /// <summary>Starts a vault without secrets.</summary>
    public static async Task<KeyVaultServer> Start()
    {
        var server = new KeyVaultServer(SelfSigned("acme.vault.azure.net"));
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Who may come in.</summary>
    public static TokenCredential Credential() => new Known(Token);

    /// <summary>Somebody whom the vault does not know.</summary>
    public static TokenCredential Stranger() => new Known("another-token");

    /// <summary>How a client reaches it: under the vault's name, trusting this certificate alone, without waiting between tries.</summary>
    public SecretClientOptions Options()
    {
        var handler = new SocketsHttpHandler { ConnectCallback = async (_, cancellationToken) => await Connect(cancellationToken) };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.GetCertHashString() == _certificate.GetCertHashString();
        return new SecretClientOptions
        {
            Transport = new HttpClientTransport(new HttpClient(handler)),
            Retry = { MaxRetries = 3, Delay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(2) },
        };
    }

    /// <summary>Refuses the next requests with these statuses, one each.</summary>
    public void Refuse(params int[] statuses)
    {
        lock (_lock)
        {
            Array.ForEach(statuses, _refusals.Enqueue);
        }
    }

    /// <summary>Switches the newest version of a secret off or on.</summary>
    public void Enable(string name, bool isEnabled)
    {
        lock (_lock)
        {
            _secrets[name][^1].IsEnabled = isEnabled;
        }
    }

    /// <summary>Puts something else in the place of the newest version's value.</summary>
    public void Damage(string name)
    {
        lock (_lock)
        {
            _secrets[name][^1].Value = "no key";
        }
    }

    /// <summary>How many versions a secret has.</summary>
    public int VersionsOf(string name)
    {
        lock (_lock)
        {
            return _secrets.GetValueOrDefault(name)?.Count ?? 0;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _certificate.Dispose();
    }

    private static X509Certificate2 SelfSigned(string host)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    private async Task<Stream> Connect(CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, new Uri(_app.Urls.First()).Port, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private async Task Guard(HttpContext context, RequestDelegate next)
    {
        var authorization = $"{context.Request.Headers.Authorization}";
        if (authorization != $"Bearer {Token}")
        {
            context.Response.Headers.WWWAuthenticate =
                "Bearer authorization=\"https://login.microsoftonline.com/0b000000-0000-4000-8000-000000000001\", resource=\"https://vault.azure.net\"";
            await Error(401, "Unauthorized", "AKV10000: Request is missing a Bearer or PoP token.").ExecuteAsync(context);
            return;
        }

        Requests++;
        await (NextRefusal() is { } status ? Refusal(context, status).ExecuteAsync(context) : next(context));
    }

    private int? NextRefusal()
    {
        lock (_lock)
        {
            return _refusals.TryDequeue(out var status) ? status : null;
        }
    }

    private static IResult Refusal(HttpContext context, int status)
    {
        if (status == StatusCodes.Status429TooManyRequests)
        {
            context.Response.Headers.RetryAfter = "0";
        }

        return Error(status, status switch { 403 => "Forbidden", 429 => "Throttled", _ => "ServiceUnavailable" }, "Refused.");
    }

    private IResult List(HttpContext context, string name)
    {
        lock (_lock)
        {
            var skipped = int.TryParse($"{context.Request.Query["$skiptoken"]}", System.Globalization.CultureInfo.InvariantCulture, out var token) ? token : 0;
            if (RefusesUnknown && !_secrets.ContainsKey(name))
            {
                return NotFound(name);
            }

            var versions = _secrets.GetValueOrDefault(name) ?? [];
            var next = skipped + PageSize < versions.Count
                ? $"{Address}secrets/{name}/versions?api-version={context.Request.Query["api-version"]}&$skiptoken={skipped + PageSize}"
                : null;
            return Results.Json(new { value = versions.Skip(skipped).Take(PageSize).Select(version => Item(name, version, withValue: false)), nextLink = next });
        }
    }

    private IResult Get(string name, string version)
    {
        lock (_lock)
        {
            return Vanished.Contains(name) || Find(name, version) is not { } found ? NotFound($"{name}/{version}")
                : !found.IsEnabled ? Error(403, "Forbidden", "Operation get is not allowed on a disabled secret.")
                : Results.Json(Item(name, found, withValue: true));
        }
    }

    private async Task<IResult> Set(HttpContext context, string name)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        lock (_lock)
        {
            if (Deleted.Contains(name))
            {
                return Error(409, "Conflict", $"Secret {name} is currently in a deleted but recoverable state.");
            }

            var version = new StoredVersion { Id = $"{Guid.CreateVersion7():n}", Value = body.RootElement.GetProperty("value").GetString()!, Tags = TagsOf(body.RootElement) };
            if (!_secrets.TryGetValue(name, out var versions))
            {
                _secrets[name] = versions = [];
            }

            versions.Add(version);
            return Results.Json(Item(name, version, withValue: true));
        }
    }

    private async Task<IResult> Update(HttpContext context, string name, string version)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        lock (_lock)
        {
            if (Find(name, version) is not { } found)
            {
                return Error(404, "SecretNotFound", "There is none.");
            }

            found.Tags = TagsOf(body.RootElement);
            return Results.Json(Item(name, found, withValue: false));
        }
    }

    private StoredVersion? Find(string name, string version) => _secrets.GetValueOrDefault(name)?.Find(known => known.Id == version);

    private Dictionary<string, object> Item(string name, StoredVersion version, bool withValue)
    {
        var item = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["id"] = $"{Address}secrets/{name}/{version.Id}",
            ["attributes"] = new { enabled = version.IsEnabled, created = 1_795_343_400, updated = 1_795_343_400, recoveryLevel = "Recoverable+Purgeable" },
            ["tags"] = version.Tags,
        };
        if (withValue)
        {
            item["value"] = version.Value;
        }

        return item;
    }

    private static Dictionary<string, string> TagsOf(JsonElement body) => body.TryGetProperty("tags", out var tags)
        ? tags.EnumerateObject().ToDictionary(tag => tag.Name, tag => tag.Value.GetString()!, StringComparer.Ordinal)
        : [];

    private static IResult NotFound(string id) => Error(404, "SecretNotFound", $"A secret with (name/id) {id} was not found in this key vault.");

    private static IResult Error(int status, string code, string message) => Results.Json(new { error = new { code, message } }, statusCode: status);

    private sealed class StoredVersion
    {
        public required string Id { get; init; }

        public required string Value { get; set; }

        public required Dictionary<string, string> Tags { get; set; }

        public bool IsEnabled { get; set; } = true;
    }

    private sealed class Known(string token) : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(token, TimeProvider.System.GetUtcNow().AddHours(1));

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(GetToken(requestContext, cancellationToken));
    }
}
