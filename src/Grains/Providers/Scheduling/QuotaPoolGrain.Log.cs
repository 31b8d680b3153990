using Microsoft.Extensions.Logging;

namespace DonatelloAI.Grains.Providers.Scheduling;

/// <content>What a scheduler logs.</content>
public sealed partial class QuotaPoolGrain
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Account {Pool}: the database is unavailable, {Times} times in a row; what is in memory goes on.")]
    private partial void LogUnavailable(Exception exception, string pool, int times);

    [LoggerMessage(Level = LogLevel.Information, Message = "Account {Pool}: scheduling with {Running} running calls and {Starts} starts in the last minute.")]
    private partial void LogRestored(string pool, int running, int starts);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Account {Pool}: {Slots} slots were neither kept nor given back in time; they are free again.")]
    private partial void LogLost(string pool, long slots);
}
