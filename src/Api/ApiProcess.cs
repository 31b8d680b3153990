using DonatelloAI.Api.Clustering;
using DonatelloAI.Api.Dashboard;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Contracts.Sessions;
using DonatelloAI.Hosting;
using DonatelloAI.Hosting.Clustering;
using DonatelloAI.Hosting.Generations;
using DonatelloAI.Hosting.Health;
using DonatelloAI.Hosting.Keys;
using DonatelloAI.Hosting.Telemetry;

namespace DonatelloAI.Api;

/// <summary>The front end as a process of its own: a client of the cluster that knows no database.</summary>
internal static class ApiProcess
{
    /// <summary>Where it listens when nobody names an address: this machine only.</summary>
    private const string DefaultUrls = "http://127.0.0.1:8080";

    /// <summary>Runs until somebody stops the process.</summary>
    /// <exception cref="StartRefusedException">Something that it needs is missing, wrong or out of reach.</exception>
    public static async Task Run(string[] arguments)
    {
        var builder = WebProcess.CreateBuilder(arguments);
        builder.AddDonatelloTelemetry("donatello-api");
        var settings = ApiSettings.Read(builder.Configuration);
        await using var app = Build(builder, settings);
        ListenAddresses.Check(app.Configuration[WebHostDefaults.ServerUrlsKey]);
        await RedisMembership.Check(settings.Cluster);
        await ImageStores.Check(app.Services.GetRequiredService<IImageStore>());
        await app.RunAsync();
    }

    private static WebApplication Build(WebApplicationBuilder builder, ApiSettings settings)
    {
        var keys = FrontKeys.Read(settings.Keys);
        builder.AddClusterClient(settings.Cluster);
        builder.Services.AddSingleton(provider => ImageStores.Open(settings.Images, provider.GetRequiredService<TimeProvider>()));
        builder.Services.AddDonatelloApi(new ApiOptions
        {
            CursorKey = keys.Cursors.ActiveKey,
            LinkKeys = keys.Links.ActiveFirst,
            AccessTokenKeys = new AccessTokenKeys(keys.AccessTokens.Active, keys.AccessTokens.Keys),
            TrustedProxies = settings.TrustedProxies,
            PublicUrl = settings.PublicUrl,
            FailedAttemptsPerMinute = settings.FailedAttempts.PerMinute,
            Admission = settings.Admission,
        });
        builder.Services.AddDonatelloDashboard(FrontKeys.MakeCookieKeys(settings.Keys));
        builder.Services.AddHostedService<ReadinessSequence>();

        // The front end listens while it still looks for a silo: it lives, and says that it is not ready.
        builder.Services.Configure<HostOptions>(static host => host.ServicesStartConcurrently = true);
        WebProcess.ListenByDefault(builder, DefaultUrls);

        var app = builder.Build();
        app.MapDonatelloApi();
        app.MapDonatelloDashboard();
        return app;
    }
}
