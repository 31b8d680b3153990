using DonatelloAI.Api;
using DonatelloAI.Api.Admission;
using DonatelloAI.Api.Dashboard;
using DonatelloAI.Api.Limits;
using DonatelloAI.Api.Sessions;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Hosting;
using DonatelloAI.Hosting.Generations;
using DonatelloAI.Hosting.Telemetry;
using DonatelloAI.Providers;
using DonatelloAI.Silo;
using DonatelloAI.Silo.Audit;
using DonatelloAI.Silo.Clustering;
using DonatelloAI.Silo.Dashboard;
using DonatelloAI.Silo.Encryption;
using DonatelloAI.Silo.Organizations;
using DonatelloAI.Silo.Persistence;
using DonatelloAI.Storage;
using DonatelloAI.Storage.Encryption;
using Microsoft.Extensions.Options;

namespace DonatelloAI.Standalone;

/// <summary>Composes front end and silo in one process on embedded parts.</summary>
internal static class StandaloneHost
{
    /// <summary>Builds the host on a data folder that this process has taken.</summary>
    public static WebApplication Build(StandaloneArguments arguments, DataFolder folder)
    {
        var builder = WebProcess.CreateBuilder([.. arguments.Rest]);
        builder.AddDonatelloTelemetry("donatello");
        Listen(builder, arguments);
        var keys = StandaloneKeys.Open(folder);
        var database = StandaloneDatabase.Read(builder.Configuration, folder);
        var (images, audit, admission, failed) = Read(builder.Configuration, folder);
        AddParts(builder.Services, folder, keys, database, images);
        builder.Services.AddDonatelloAudit(audit);
        builder.Services.AddDonatelloProviders(builder.Configuration);
        builder.AddDonatelloSilo(silo => silo
            .UseSingleSilo()
            .UseDonatelloDatabase(database.Engine, database.ConnectionString)
            .AddDonatelloDashboard());
        builder.Services.AddDonatelloApi(new ApiOptions
        {
            CursorKey = keys.Masters.Derive(KeyPurposes.Cursors),
            LinkKeys = keys.Masters.DeriveAll(KeyPurposes.Links),
            AccessTokenKeys = keys.AccessTokens,
            TrustedProxies = TrustedProxies.Read(builder.Configuration),
            PublicUrl = PublicAddress.Read(builder.Configuration),
            FailedAttemptsPerMinute = failed.PerMinute,
            Admission = admission,
        });
        builder.Services.AddDonatelloDashboard(folder.MakeCookieKeys());
        builder.Services.AddHostedService<StartSequence>();

        var app = builder.Build();
        app.MapDonatelloApi();
        app.MapDonatelloDashboard();
        return app;
    }

    /// <summary>Runs until somebody stops the process. A start that fails half-way is taken back in order.</summary>
    public static async Task Run(WebApplication app)
    {
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        ListenAddresses.Check(app.Configuration[WebHostDefaults.ServerUrlsKey]);
        await SiloAudit.Check(app.Services);
        try
        {
            await app.StartAsync();
        }
        catch
        {
            await TakeBack(app);
            throw;
        }

        await app.WaitForShutdownAsync();
    }

    /// <summary>A silo that has not run yet refuses to be stopped, which must not hide why the start failed.</summary>
    private static async Task TakeBack(WebApplication app)
    {
        try
        {
            await app.StopAsync();
        }
        catch (InvalidOperationException)
        {
            // Nothing of it was running.
        }
    }

    private static void Listen(WebApplicationBuilder builder, StandaloneArguments arguments)
    {
        if (arguments.Urls is { } urls)
        {
            builder.WebHost.UseUrls(urls);
        }
        else
        {
            WebProcess.ListenByDefault(builder, StandaloneArguments.DefaultUrls);
        }
    }

    private static (ImageSettings Images, AuditSettings Audit, AdmissionSettings Admission, FailedAttemptSettings Failed) Read(IConfiguration configuration, DataFolder folder)
    {
        var reader = new SettingsReader(configuration);
        var settings = (
            reader.Read(source => ImageSettings.Read(source, folder.Images)), reader.Read(AuditSettings.Read), reader.Read(AdmissionSettings.Read),
            reader.Read(FailedAttemptSettings.Read));
        reader.RefuseIfWrong();
        return settings;
    }

    private static void AddParts(IServiceCollection services, DataFolder folder, KeyRing keys, StandaloneDatabase database, ImageSettings images)
    {
        services.AddSingleton(folder);
        services.AddSingleton(TimeProvider.System);
        services.AddDonatelloStorage(database.Engine, database.ConnectionString);
        services.AddDonatelloEncryption(keys);
        services.AddSingleton(new FirstOrganization { KeyFile = folder.FirstAdminKey });
        services.AddSingleton<FirstStart>();
        services.AddSingleton(provider => ImageStores.Open(images, provider.GetRequiredService<TimeProvider>()));
    }
}
