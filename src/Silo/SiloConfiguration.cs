using Microsoft.Extensions.Options;

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

    /// <summary>What stopped the start, one sentence a line.</summary>
    public static string Sentences(this OptionsValidationException failure) =>
        string.Join(Environment.NewLine, failure.Failures.Select(Sentence));

    // The validator writes "DataAnnotation validation failed for 'X' members: 'Y' with the error: 'sentence'.".
    private static string Sentence(string failure)
    {
        const string Marker = "with the error: '";
        var start = failure.IndexOf(Marker, StringComparison.Ordinal);
        return start < 0 ? failure : failure[(start + Marker.Length)..].TrimEnd('.', '\'') + ".";
    }
}
