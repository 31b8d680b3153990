using Microsoft.AspNetCore.Connections;

namespace DonatelloAI.Hosting;

/// <summary>Failures of a start that whoever started it can remedy. Anything else is a fault and keeps its stack trace.</summary>
public static class StartFailure
{
    /// <summary>The failure in one sentence; null when it is a fault.</summary>
    public static string? Explain(Exception failure) => failure switch
    {
        StartRefusedException => failure.Message,
        IOException { InnerException: AddressInUseException } => $"{failure.Message.TrimEnd('.')}: choose another address with --urls.",
        _ => ConfigurationFailures.Explain(failure),
    };
}
