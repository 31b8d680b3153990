using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Logging;

namespace DonatelloAI.Hosting;

/// <summary>A console for a person: warnings, and what DonatelloAI itself has to say. Configuration may ask for more.</summary>
public static class ConsoleLogging
{
    private static readonly Dictionary<string, string?> Defaults = new()
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft"] = "Warning",
        ["Logging:LogLevel:Orleans"] = "Warning",

        // Tells of every call that went well.
        ["Logging:LogLevel:Polly"] = "Warning",
        ["Logging:LogLevel:System.Net.Http"] = "Warning",

        // Advises a newcomer's laptop to collect garbage like a server.
        ["Logging:LogLevel:Orleans.Runtime.Silo"] = "Error",

        // Takes the time since the machine was started for a stall, right after a start.
        ["Logging:LogLevel:Orleans.Runtime.Watchdog"] = "Error",

        // Warns that the keys of cookies lie unsealed, as the master key beside them does: the folder is private.
        ["Logging:LogLevel:Microsoft.AspNetCore.DataProtection"] = "Error",
    };

    /// <summary>Sets levels and format.</summary>
    public static void Configure(WebApplicationBuilder builder)
    {
        // First, so that every other source of configuration goes over it.
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Defaults });
        builder.Logging.AddSimpleConsole(static console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
        });

        // A start that fails is told in one sentence; the host would add a page to it.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
    }
}
