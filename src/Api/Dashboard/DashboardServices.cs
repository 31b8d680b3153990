using DonatelloAI.Api.Access;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DonatelloAI.Api.Dashboard;

/// <summary>The operator's dashboard as a host takes it in.</summary>
public static class DashboardServices
{
    /// <summary>Where it is; the cookie is sent and valid below this path only.</summary>
    public const string Path = "/dashboard";

    /// <summary>Adds what the gate of the dashboard needs, the host's own <see cref="IDashboardGate"/> among it.</summary>
    public static IServiceCollection AddDonatelloDashboard<TGate>(this IServiceCollection services)
        where TGate : class, IDashboardGate
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IDashboardGate, TGate>();
        services.AddSingleton<LoginAttempts>();
        services.AddAuthentication().AddCookie(DashboardCookie.Scheme, DashboardCookie.Configure);
        services.AddAuthorization();
        services.AddAntiforgery(static form =>
        {
            form.Cookie.Name = "donatello-dashboard-form";
            form.Cookie.Path = Path;
            form.Cookie.SameSite = SameSiteMode.Strict;
            form.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        return services;
    }

    /// <summary>Maps the login form, and the dashboard's pages behind it.</summary>
    /// <param name="app">The host, whose front end is mapped already.</param>
    /// <param name="mapPages">Maps the pages below a path; they come with the silo, which the front end does not know.</param>
    public static WebApplication MapDonatelloDashboard(
        this WebApplication app,
        Func<IEndpointRouteBuilder, string, IEndpointConventionBuilder> mapPages)
    {
        app.UseAuthentication();
        app.UseAuthorization();
        var routes = app.MapGroup("").Under(AccessPolicy.Dashboard);
        routes.MapLogin();
        mapPages(routes, Path).RequireAuthorization(DashboardCookie.Policy).AddEndpointFilterFactory(DashboardHeaders.OfPages);

        // Every other method or path, so that nobody learns without a cookie what there is.
        routes.Map(Path + "/{**rest}", static () => TypedResults.NotFound()).RequireAuthorization(DashboardCookie.Policy);
        return app;
    }
}
