using Orleans.Dashboard;

namespace DonatelloAI.Silo.Dashboard;

/// <summary>The Orleans dashboard: silos, grains, calls and reminders, for an operator.</summary>
public static class SiloDashboard
{
    /// <summary>
    /// Collects what the dashboard shows. Its log stream stays off: it keeps a request open for an hour, and with it the stop
    /// of the process.
    /// </summary>
    public static ISiloBuilder AddDonatelloDashboard(this ISiloBuilder silo) =>
        silo.AddDashboard(static dashboard => dashboard.HideTrace = true);

    /// <summary>Maps its pages, open to whoever reaches them: the front end's <c>MapDonatelloDashboard</c> puts the gate before them.</summary>
    public static IEndpointConventionBuilder MapDashboardPages(this IEndpointRouteBuilder routes, string path) =>
        routes.MapOrleansDashboard(path);
}
