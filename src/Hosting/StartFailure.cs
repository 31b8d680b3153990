using Microsoft.AspNetCore.Connections;

namespace DonatelloAI.Hosting;

/// <summary>Failures of a start that whoever started it can remedy. Anything else is a fault and keeps its stack trace.</summary>
public static class StartFailure
{
    // What reads numbers and flags; it names the key and what is wrong with its value.
    private const string Binder = "Microsoft.Extensions.Configuration.Binder";

    /// <summary>The failure in one sentence; null when it is a fault.</summary>
    public static string? Explain(Exception failure) => failure switch
    {
        StartRefusedException => failure.Message,
        InvalidDataException { InnerException: FormatException malformed } => $"{failure.Message} {malformed.Message}",
        InvalidOperationException { Source: Binder } => failure.Message,
        IOException { InnerException: AddressInUseException } => $"{failure.Message.TrimEnd('.')}: choose another address with --urls.",
        _ => ConfigurationFailures.Explain(failure),
    };
}
