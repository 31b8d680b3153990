using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace DonatelloAI.Grains.Limits;

/// <summary>What limits of requests need, as a host takes them in.</summary>
public static class LimitServices
{
    /// <summary>Adds what people's grains ask about rates. The host binds <see cref="LimitOptions"/>.</summary>
    public static IServiceCollection AddRateLimits(this IServiceCollection services)
    {
        services.AddOptions<LimitOptions>();
        services.TryAddSingleton<OrganizationRates>();
        services.TryAddSingleton<UnknownPeople>();
        services.TryAddSingleton<RequestLimits>();
        return services;
    }
}

/// <summary>What a person's grain needs to limit requests.</summary>
/// <param name="Options">The rates.</param>
/// <param name="Organizations">Organisations' rates on this silo.</param>
/// <param name="Unknown">Ids that nobody has.</param>
public sealed record RequestLimits(IOptions<LimitOptions> Options, OrganizationRates Organizations, UnknownPeople Unknown);
