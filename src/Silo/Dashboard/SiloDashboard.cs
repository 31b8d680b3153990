using Orleans.Dashboard;

namespace DonatelloAI.Silo.Dashboard;

/// <summary>The Orleans dashboard: silos, grains, calls and reminders, for an operator.</summary>
public static class SiloDashboard
{
    /// <summary>
    /// Collects what the dashboard shows. Its log stream stays off: it keeps a request open for an hour, and with it the stop
    /// of the process. The front end shows it.
    /// </summary>
    public static ISiloBuilder AddDonatelloDashboard(this ISiloBuilder silo) =>
        silo.AddDashboard(static dashboard => dashboard.HideTrace = true);
}
