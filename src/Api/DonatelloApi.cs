using DonatelloAI.Api.Health;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DonatelloAI.Api;

/// <summary>The front end as a host takes it in: its services, then its routes.</summary>
public static class DonatelloApi
{
    /// <summary>Adds what the routes need. The host adds an <see cref="IGrainFactory"/> and an image store.</summary>
    public static IServiceCollection AddDonatelloApi(this IServiceCollection services)
    {
        services.TryAddSingleton<IReadiness, Readiness>();
        return services;
    }

    /// <summary>Maps every route of the HTTP surface.</summary>
    public static IEndpointRouteBuilder MapDonatelloApi(this IEndpointRouteBuilder routes)
    {
        routes.MapHealth();
        return routes;
    }
}
