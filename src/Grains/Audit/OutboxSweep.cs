using DonatelloAI.Contracts;
using Microsoft.Extensions.Logging;

namespace DonatelloAI.Grains.Audit;

/// <summary>
/// Removes a shard's outbox rows some days after every consumer has them. Its relay does it between two looks, a small batch at a time, so
/// that a table with millions of such rows shrinks without a long transaction.
/// </summary>
internal sealed partial class OutboxSweep(
    int shard,
    IOutboxStore outbox,
    TimeProvider time,
    AuditOptions options,
    AuditInstruments instruments,
    ILogger<OutboxSweep> logger)
{
    /// <summary>Rows that are removed in one transaction, and between two looks of the relay.</summary>
    internal const int BatchSize = 500;

    /// <summary>How long a shard is left alone in which there was nothing more to remove.</summary>
    internal static readonly TimeSpan Rest = TimeSpan.FromMinutes(1);

    private readonly ILogger _logger = logger;
    private DateTimeOffset _next;

    /// <summary>Removes a batch, where one is due.</summary>
    /// <returns>False when it failed and a pause is due.</returns>
    public async Task<bool> Sweep()
    {
        var now = time.GetUtcNow();
        if (now < _next)
        {
            return true;
        }

        try
        {
            var removed = await outbox.RemoveAcknowledged(shard, now.AddDays(-options.KeepShippedDays), BatchSize);
            instruments.Removed(removed);
            _next = removed < BatchSize ? now + Rest : now;
            return true;
        }
        catch (StorageUnavailableException unavailable)
        {
            instruments.Failed("sweep");
            LogUnavailable(shard, unavailable);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The outbox of shard {Shard} could not be swept; its rows stay until after a pause.")]
    private partial void LogUnavailable(int shard, Exception exception);
}
