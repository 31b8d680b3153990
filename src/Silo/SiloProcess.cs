using DonatelloAI.Contracts.Generations;
using DonatelloAI.Hosting;
using DonatelloAI.Hosting.Clustering;
using DonatelloAI.Hosting.Generations;
using DonatelloAI.Hosting.Health;
using DonatelloAI.Hosting.Telemetry;
using DonatelloAI.Providers;
using DonatelloAI.Silo.Audit;
using DonatelloAI.Silo.Clustering;
using DonatelloAI.Silo.Dashboard;
using DonatelloAI.Silo.Encryption;
using DonatelloAI.Silo.Health;
using DonatelloAI.Silo.Persistence;
using DonatelloAI.Storage.Encryption;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace DonatelloAI.Silo;

/// <summary>A silo of a cluster, from its settings to its end.</summary>
internal static class SiloProcess
{
    /// <summary>Where its health is asked for when nobody names an address: this machine only.</summary>
    public const string DefaultUrls = "http://127.0.0.1:8081";

    /// <summary>Runs until somebody stops the process.</summary>
    /// <exception cref="StartRefusedException">Something that it needs is missing, wrong or out of reach.</exception>
    public static async Task Run(string[] arguments)
    {
        var builder = WebProcess.CreateBuilder(arguments);
        builder.AddDonatelloTelemetry("donatello-silo");
        var settings = SiloSettings.Read(builder.Configuration);
        await using var app = Build(builder, settings);
        await Check(app, settings);
        await app.RunAsync();
    }

    private static WebApplication Build(WebApplicationBuilder builder, SiloSettings settings)
    {
        var (engine, connection) = (settings.Database.KnownEngine, settings.Database.ConnectionString!);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddDonatelloStorage(engine, connection);
        builder.Services.AddDonatelloAudit(settings.Audit);
        builder.Services.AddDonatelloEncryption(KeyRing.Open(settings.Keys.Place));
        builder.Services.AddSingleton(provider => ImageStores.Open(settings.Images, provider.GetRequiredService<TimeProvider>()));
        builder.Services.AddDonatelloProviders(builder.Configuration);
        builder.AddDonatelloSilo(silo => silo
            .UseCluster(settings.Cluster, settings.Endpoints, settings.Recovery)
            .Configure<LoadSheddingOptions>(settings.Shedding.Apply)
            .UsePod(settings.Pod)
            .UseDonatelloDatabase(engine, connection)
            .AddDonatelloDashboard());
        builder.Services.AddSingleton<IReadiness, Readiness>();
        builder.Services.AddHostedService<ReadinessSequence>();
        WebProcess.ListenByDefault(builder, DefaultUrls);

        var app = builder.Build();
        app.MapSiloHealth();
        return app;
    }

    /// <summary>Looks at everything that a start needs before anything is started.</summary>
    private static async Task Check(WebApplication app, SiloSettings settings)
    {
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        ListenAddresses.Check(app.Configuration[WebHostDefaults.ServerUrlsKey]);
        settings.Endpoints.Check();
        await RedisMembership.Check(settings.Cluster);
        await DatabaseCheck.Run(app.Services);
        await app.Services.GetRequiredService<DataKeyRewrap>().Check();
        await SiloAudit.Check(app.Services);
        await ImageStores.Check(app.Services.GetRequiredService<IImageStore>());
        await Rehearsal.Run(app.Services);
    }
}
