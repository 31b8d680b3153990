using Microsoft.Extensions.Logging;

namespace DonatelloAI.Grains.Audit;

internal sealed partial class AuditRelay
{
    [LoggerMessage(Level = LogLevel.Critical, Message = "The outbox row {EventId} is not as it was signed: somebody has written past the application. The audit log says so in chain {Chain}.")]
    private partial void LogAltered(Guid eventId, string chain);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The audit relay {Shard} could not go on and tries again after a pause.")]
    private partial void LogUnavailable(int shard, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The audit relay {Shard} met what it was not made for; its events wait.")]
    private partial void LogDefect(int shard, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The audit sink did not take lines of chain {Chain}; they wait. {Detail}")]
    private partial void LogSinkUnavailable(string chain, string detail);

    [LoggerMessage(Level = LogLevel.Error, Message = "The audit sink refuses the next line of chain {Chain}, whose events wait behind it. {Detail}")]
    private partial void LogRefused(string chain, string detail);

    [LoggerMessage(Level = LogLevel.Information, Message = "Chain {Chain} has grown elsewhere; its end is read again.")]
    private partial void LogConflict(string chain);
}
