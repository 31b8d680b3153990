using System.Collections.Concurrent;
using System.Text;
using DonatelloAI.Grains.Sessions;
using DonatelloAI.Grains.Users;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace DonatelloAI.Silo.Sessions;

/// <summary>ID tokens of OpenID Connect providers, Entra ID among them. Keys come from the bound issuer's discovery and from nowhere else.</summary>
internal sealed class OpenIdTokens : IIdentityTokens, IDisposable
{
    /// <summary>How far a provider's clock may be from ours.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    // Sealed, an address and a name must fit their columns.
    private const int MaxEmailBytes = 320;
    private const int MaxNameLength = 150;

    private static readonly string[] Algorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.EcdsaSha256];
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = Contracts.Sessions.SignIn.MaxTokenLength };
    private readonly ConcurrentDictionary<string, ProviderKeys> _providers = new(StringComparer.Ordinal);
    private readonly HttpClient _http;
    private readonly ProviderDocuments _documents;
    private readonly TimeSpan _keyAge;
    private readonly TimeProvider _time;

    public OpenIdTokens(IOptions<IdentityOptions> options, TimeProvider time)
    {
        _http = ProviderDocuments.NewClient(TimeSpan.FromSeconds(options.Value.ProviderTimeoutSeconds));
        _documents = new ProviderDocuments(_http, options.Value.AllowHttp);
        (_keyAge, _time) = (TimeSpan.FromMinutes(options.Value.KeyMinutes), time);
    }

    /// <inheritdoc/>
    public IdentitySource? Peek(string idToken) =>
        Read(idToken) is { Issuer: { Length: > 0 } issuer } token ? new IdentitySource(issuer, Claim(token, "tid") ?? "") : null;

    /// <inheritdoc/>
    public async Task<IdentityVerdict> Check(string idToken, IssuerBinding binding)
    {
        if (Read(idToken) is not { } token)
        {
            return new IdentityRejected("It is no token.");
        }

        if (Wrong(token, binding) is { } claim)
        {
            return new IdentityRejected($"Its {claim} is not allowed.");
        }

        try
        {
            var keys = await _providers.GetOrAdd(binding.Issuer, NewProvider).Find(token.Kid ?? "");
            var result = await _handler.ValidateTokenAsync(token, Rules(token, binding, keys));
            return result.IsValid ? Identity(token) : new IdentityRejected(result.Exception.GetType().Name);
        }
        catch (ProviderUnavailableException unavailable)
        {
            return new IdentityUnavailable(unavailable.Message);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        foreach (var provider in _providers.Values)
        {
            provider.Dispose();
        }
    }

    private ProviderKeys NewProvider(string issuer) => new(issuer, _documents, _keyAge, _time);

    private JsonWebToken? Read(string idToken)
    {
        try
        {
            return _handler.CanReadToken(idToken) ? _handler.ReadJsonWebToken(idToken) : null;
        }
        catch (Exception broken) when (broken is ArgumentException or SecurityTokenException or System.Text.Json.JsonException)
        {
            return null;
        }
    }

    /// <summary>What the library does not look at: the algorithm before any key is asked for, the kind of token, the tenant and the party it was made for.</summary>
    private static string? Wrong(JsonWebToken token, IssuerBinding binding) =>
        !Algorithms.Contains(token.Alg, StringComparer.Ordinal) ? "alg"
        : !string.IsNullOrEmpty(token.Typ) && !string.Equals(token.Typ, "JWT", StringComparison.OrdinalIgnoreCase) ? "typ"
        : (Claim(token, "tid") ?? "") != binding.TenantId ? "tid"
        : Claim(token, "azp") is { } party && party != binding.Audience ? "azp"
        : null;

    private static TokenValidationParameters Rules(JsonWebToken token, IssuerBinding binding, IReadOnlyCollection<SecurityKey> keys) => new()
    {
        ValidIssuer = binding.Issuer,
        ValidAudience = binding.Audience,
        IssuerSigningKeys = keys,
        ValidAlgorithms = Algorithms,
        TryAllIssuerSigningKeys = string.IsNullOrEmpty(token.Kid),
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        ClockSkew = ClockSkew,
    };

    private static IdentityVerdict Identity(JsonWebToken token)
    {
        var subject = Claim(token, "oid") ?? Claim(token, "sub");
        return subject is { Length: > 0 and <= IdentityProven.MaxSubjectLength } && subject.All(static letter => letter is > ' ' and <= '~') && !StoredUsers.IsOurs(subject)
            ? new IdentityProven
            {
                Subject = subject,
                Email = Email(token),
                DisplayName = Name(token),
                SecondFactor = SecondFactor.IsIn([.. token.Claims.Where(static claim => claim.Type == "amr").Select(static claim => claim.Value)]),
            }
            : new IdentityRejected("Its subject cannot be kept.");
    }

    /// <summary>To write to the person only: it chooses neither tenant nor account.</summary>
    private static string? Email(JsonWebToken token) =>
        (Claim(token, "email") ?? Claim(token, "preferred_username"))?.Trim() is { } email
            && email.Contains('@', StringComparison.Ordinal) && Utf8.GetByteCount(email) <= MaxEmailBytes
                ? Whole(email)
                : null;

    private static string? Name(JsonWebToken token) =>
        Claim(token, "name")?.Trim() is { Length: > 0 } name ? Whole(name.Length <= MaxNameLength ? name : name[..MaxNameLength]) : null;

    /// <summary>Text that can be sealed: half of a surrogate pair becomes a question mark.</summary>
    private static string Whole(string text) => Utf8.GetString(Utf8.GetBytes(text));

    private static string? Claim(JsonWebToken token, string name) => token.TryGetPayloadValue<string>(name, out var value) ? value : null;
}
