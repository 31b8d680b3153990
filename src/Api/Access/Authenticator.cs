using System.Net;
using DonatelloAI.Api.Limits;
using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Api.Access;

/// <summary>Finds the kind of a credential and asks about it, unless too many wrong ones came from its address.</summary>
internal sealed class Authenticator(IEnumerable<ICallerSource> sources, ApiOptions options, FailedAttempts attempts, FailureTally tally)
{
    private const string Scheme = "Bearer ";

    private readonly ICallerSource[] _sources = [.. sources];

    /// <summary>Decides about a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="demand">What is demanded of its caller.</param>
    public async Task<AccessVerdict> Authenticate(HttpContext context, AccessDemand demand)
    {
        var header = context.Request.Headers.Authorization;
        if (header.Count != 1 || header[0] is not { } text || !text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return default;
        }

        var bearer = text[Scheme.Length..].Trim();
        return Array.Find(_sources, source => source.Takes(bearer)) is { } source
            ? await Ask(source, bearer, demand, ClientAddress.Of(options.TrustedProxies.AddressOf(context)))
            : default;
    }

    private async Task<AccessVerdict> Ask(ICallerSource source, string bearer, AccessDemand demand, IPAddress address)
    {
        var name = source.NameOf(bearer);
        if (attempts.Wait(address, name) is { } wait)
        {
            tally.Count(null, null, address);
            return new AccessVerdict(null, wait);
        }

        var reply = await source.Authenticate(bearer, demand);
        Note(reply, name, address);
        return new AccessVerdict(reply);
    }

    private void Note(AuthenticationReply reply, string name, IPAddress address)
    {
        if (reply is not AuthenticationRefused refused)
        {
            attempts.Accept(address, name);
            return;
        }

        // The end of an access token is everybody's, every ten minutes.
        if (refused.Reason == AuthenticationRefusal.AccessTokenExpired)
        {
            return;
        }

        tally.Count(refused.OrganizationId, refused.Reason, address);
        if (IsWrong(refused.Reason))
        {
            attempts.Fail(address);
        }
    }

    /// <summary>True for credentials that are none, or none any more; their owner's standing is another matter.</summary>
    private static bool IsWrong(AuthenticationRefusal reason) => reason is
        AuthenticationRefusal.InvalidApiKey or AuthenticationRefusal.ApiKeyRevoked or AuthenticationRefusal.ApiKeyExpired
        or AuthenticationRefusal.InvalidAccessToken or AuthenticationRefusal.SessionEnded;
}

/// <summary>What became of a request's credential.</summary>
/// <param name="Reply">The decision; null without a credential of a known kind, and when none was made.</param>
/// <param name="Wait">How long the address has to wait, when its credential was not looked at.</param>
internal readonly record struct AccessVerdict(AuthenticationReply? Reply, TimeSpan? Wait = null)
{
    /// <summary>The caller, where they are let in.</summary>
    public Caller? Caller => (Reply as Authenticated)?.Caller;
}
