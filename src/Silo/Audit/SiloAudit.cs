using DonatelloAI.Grains.Audit;
using DonatelloAI.Hosting;
using DonatelloAI.Storage.Audit;

namespace DonatelloAI.Silo.Audit;

/// <summary>The audit log's sink, as a host takes it in.</summary>
public static class SiloAudit
{
    /// <summary>Adds the sink that the settings choose.</summary>
    public static IServiceCollection AddDonatelloAudit(this IServiceCollection services, AuditSettings settings)
    {
        if (!settings.IsCosmos)
        {
            return services.AddSingleton<IAuditSink, RelationalAuditSink>();
        }

        services.AddSingleton(settings.CosmosOptions);
        services.AddSingleton<CosmosAuditSink>();
        return services.AddSingleton<IAuditSink>(static provider => provider.GetRequiredService<CosmosAuditSink>());
    }

    /// <summary>Looks at the sink before anything is started; what is missing of it is made.</summary>
    /// <exception cref="StartRefusedException">It cannot be used.</exception>
    public static async Task Check(IServiceProvider services)
    {
        if (services.GetService<CosmosAuditSink>() is not { } sink)
        {
            return;
        }

        try
        {
            await sink.Ensure();
        }
        catch (AuditSinkException unusable)
        {
            throw new StartRefusedException(
                $"The audit log at {AuditSettings.CosmosKey} cannot be used: {unusable.Message}. Correct {AuditSettings.CosmosKey} or the account, or set {AuditSettings.SinkKey} to {AuditSettings.DatabaseSink}.",
                unusable);
        }
    }
}
