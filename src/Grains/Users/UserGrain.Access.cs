using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Limits;

namespace DonatelloAI.Grains.Users;

/// <summary>
/// What comes after a credential was looked at: what the route demands, then the rates. What was sent lately is in memory alone; a person's
/// grain that moves to another silo begins with empty windows.
/// </summary>
public sealed partial class UserGrain
{
    private readonly UserRates _rates = new();

    private async ValueTask<AuthenticationReply> Admit(AuthenticationReply reply, AccessDemand? demand)
    {
        var verdict = Authorize(reply, demand);
        return verdict is Authenticated { IsAuthorized: true } known ? await Count(known) : verdict;
    }

    /// <summary>Nobody's word but the grain's says whose credential was refused.</summary>
    private AuthenticationReply Authorize(AuthenticationReply reply, AccessDemand? demand) => reply switch
    {
        AuthenticationRefused refused => refused with { OrganizationId = _account?.OrganizationId },
        Authenticated known when demand is not null => (AuthenticationReply?)demand.Refusal(known) ?? known with { IsAuthorized = true },
        _ => reply,
    };

    private async ValueTask<AuthenticationReply> Count(Authenticated known)
    {
        var bounds = BoundsOf(known.Caller);
        if (_rates.Refusal(bounds, time.GetUtcNow()) is { } full)
        {
            return new RateExceeded(full);
        }

        var organization = await limits.Organizations.Take(known.Caller.OrganizationId);
        return organization.IsTaken
            ? known with { Rate = UserRates.Tighter(_rates.Count(bounds, time.GetUtcNow()), organization.State) }
            : new RateExceeded(organization.State!);
    }

    private RateLimits BoundsOf(Caller caller) => new(
        limits.Options.Value.UserPerMinute,
        caller.ApiKeyId,
        caller.ApiKeyId is { } id ? _account!.Keys.First(key => key.Id == id).RateLimitPerMinute : null);
}
