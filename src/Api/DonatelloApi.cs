using System.Diagnostics;
using DonatelloAI.Api.Access;
using DonatelloAI.Api.Admission;
using DonatelloAI.Api.Bodies;
using DonatelloAI.Api.Budgets;
using DonatelloAI.Api.Generations;
using DonatelloAI.Api.Health;
using DonatelloAI.Api.Limits;
using DonatelloAI.Api.OpenAi;
using DonatelloAI.Api.OpenApi;
using DonatelloAI.Api.Organizations;
using DonatelloAI.Api.Paging;
using DonatelloAI.Api.Problems;
using DonatelloAI.Api.Providers;
using DonatelloAI.Api.Sessions;
using DonatelloAI.Api.Users;
using DonatelloAI.Contracts;
using DonatelloAI.Hosting.Health;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DonatelloAI.Api;

/// <summary>The front end as a host takes it in: its services, then its routes.</summary>
public static class DonatelloApi
{
    /// <summary>Adds what the routes need. The host adds an <see cref="IGrainFactory"/> and an image store.</summary>
    public static IServiceCollection AddDonatelloApi(this IServiceCollection services, ApiOptions options)
    {
        services.AddSingleton(options);
        services.TryAddSingleton<IReadiness, Readiness>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(new CursorSigner(options.CursorKey));
        services.AddSingleton(new LinkSigner(options.LinkKeys));
        services.AddSingleton<StoredFiles>();
        services.AddSingleton<EventStreams>();
        services.AddSingleton<Watcher>();
        services.AddSingleton<ICallerSource, ApiKeyCallers>();
        services.AddSingleton<ICallerSource>(provider => new SessionCallers(
            provider.GetRequiredService<IGrainFactory>(), options.AccessTokenKeys, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<FailedAttempts>();
        services.AddSingleton<FailureTally>();
        services.AddSingleton<ReachTally>();
        services.AddSingleton<SessionAttempts>();
        services.AddSingleton<FailureReporter>();
        services.AddHostedService(static provider => provider.GetRequiredService<FailureReporter>());
        services.AddSingleton<Authenticator>();
        services.AddSingleton<HealthParts>();
        services.AddSingleton<AdmissionInstruments>();
        services.ConfigureHttpJsonOptions(static json => ApiJson.Configure(json.SerializerOptions));
        services.Configure<RouteHandlerOptions>(static routes => routes.ThrowOnBadRequest = true);
        services.AddDonatelloOpenApi();
        return services;
    }

    /// <summary>Puts the front end's pipeline into the application and maps every route of the HTTP surface.</summary>
    public static WebApplication MapDonatelloApi(this WebApplication app)
    {
        app.Use(static (context, next) =>
        {
            SecurityHeaders.Apply(context);
            RequestTrace.Enter(Activity.Current?.Id);
            return next(context);
        });
        app.UseMiddleware<ProblemMiddleware>();
        app.UseRouting();
        app.UseMiddleware<AdmissionMiddleware>();
        app.UseMiddleware<AccessMiddleware>();
        app.UseMiddleware<ClientMiddleware>();

        app.MapHealth();
        app.MapDonatelloOpenApi();
        app.MapMe();
        app.MapPreferences();
        app.MapApiKeys();
        app.MapSessions();
        app.MapOrganizations();
        app.MapDepartments();
        app.MapUsers();
        app.MapErasure();
        app.MapBudgets();
        app.MapBudgetLedger();
        app.MapModels();
        app.MapProviders();
        app.MapExchangeRates();
        app.MapGenerations();
        app.MapAttempts();
        app.MapImages();
        app.MapGenerationEvents();
        app.MapOpenAiImages();
        app.MapOpenAiModels();
        return app;
    }
}
