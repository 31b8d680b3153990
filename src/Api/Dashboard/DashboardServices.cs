using DonatelloAI.Api.Access;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Dashboard;

namespace DonatelloAI.Api.Dashboard;

/// <summary>The operator's dashboard as a host takes it in.</summary>
public static class DashboardServices
{
    /// <summary>Where it is; the cookie is sent and valid below this path only.</summary>
    public const string Path = "/dashboard";

    /// <summary>Adds what the gate of the dashboard needs.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="cookieKeys">The folder of the keys that its cookies are sealed under; the same for every front end.</param>
    public static IServiceCollection AddDonatelloDashboard(this IServiceCollection services, string cookieKeys)
    {
        services.AddDataProtection().SetApplicationName("donatello").PersistKeysToFileSystem(new DirectoryInfo(cookieKeys));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<DashboardGate>();
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

    /// <summary>Maps the login form, and the dashboard's pages behind it. The silos collect what they show.</summary>
    /// <param name="app">The host, whose front end is mapped already.</param>
    public static WebApplication MapDonatelloDashboard(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseAuthorization();
        var routes = app.MapGroup("").Under(AccessPolicy.Dashboard);
        routes.MapLogin();
        routes.MapOrleansDashboard(Path).RequireAuthorization(DashboardCookie.Policy).AddEndpointFilterFactory(DashboardHeaders.OfPages);

        // Every other method or path, so that nobody learns without a cookie what there is.
        routes.Map(Path + "/{**rest}", static () => TypedResults.NotFound()).RequireAuthorization(DashboardCookie.Policy);
        return app;
    }
}
