using DonatelloAI.Contracts;

namespace DonatelloAI.Grains.Audit;

/// <summary>The outbox as the audit's relays see it.</summary>
public interface IOutboxStore
{
    /// <summary>
    /// Rows of a shard that the audit does not have yet, oldest first. There is no watermark: a row that commits late is found whenever
    /// it commits. Where a bound cuts a subject's rows, the earlier ones are among the answer.
    /// </summary>
    /// <param name="shard">From 0.</param>
    /// <param name="limit">Rows that set the answer's size; earlier rows of their subjects may come on top.</param>
    /// <exception cref="StorageUnavailableException">The database did not answer.</exception>
    Task<IReadOnlyList<OutboxEvent>> Unshipped(int shard, int limit);

    /// <summary>Notes that the sink has events; those that are noted already, or are not there, are left alone.</summary>
    /// <exception cref="StorageUnavailableException">It is not known whether that was noted.</exception>
    Task MarkShipped(IReadOnlyList<Guid> events, DateTimeOffset at);

    /// <summary>Removes the oldest rows of a shard that every consumer acknowledged before a moment; never one that a consumer lacks.</summary>
    /// <param name="shard">From 0.</param>
    /// <param name="before">Rows that were acknowledged at this moment or later are kept.</param>
    /// <param name="limit">Most rows to remove.</param>
    /// <returns>How many there were to remove: with <paramref name="limit"/> there may be more.</returns>
    /// <exception cref="StorageUnavailableException">It is not known whether they were removed.</exception>
    Task<int> RemoveAcknowledged(int shard, DateTimeOffset before, int limit);
}
