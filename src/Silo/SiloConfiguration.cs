namespace DonatelloAI.Silo;

/// <summary>Binds the silo's options to the sections they are told by, and checks them before anything starts.</summary>
internal static class SiloConfiguration
{
    /// <summary>Adds the options; a wrong one stops the start with a sentence that names its key.</summary>
    public static IHostApplicationBuilder AddSiloConfiguration(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<DatabaseOptions>()
            .Configure<IConfiguration>(static (options, configuration) =>
            {
                options.ConnectionString = configuration[DatabaseOptions.ConnectionStringKey];
                options.Engine = configuration[DatabaseOptions.EngineKey];
            })
            .ValidateDataAnnotations()
            .ValidateOnStart();
        return builder;
    }
}
