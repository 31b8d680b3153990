using DonatelloAI.Grains.Sessions;

namespace DonatelloAI.Silo.Sessions;

/// <summary>What sign-ins need, as a host takes it in.</summary>
internal static class SiloSessions
{
    /// <summary>Adds the check of identity providers' tokens.</summary>
    public static void AddSessions(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IIdentityTokens, OpenIdTokens>();
        builder.Services.AddOptions<IdentityOptions>()
            .BindConfiguration("Sessions")
            .ValidateDataAnnotations()
            .ValidateOnStart();
    }
}
