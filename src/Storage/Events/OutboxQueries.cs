namespace DonatelloAI.Storage.Events;

/// <summary>Every query of the outbox; kept together so that each is checked against every engine's grammar.</summary>
internal static class OutboxQueries
{
    /// <summary>The oldest rows of a shard that the audit does not have.</summary>
    public static IQueryable<OutboxRow> Unshipped(DonatelloContext db, short shard, int limit) => db.Outbox
        .Where(row => row.Shard == shard && row.AuditShippedAt == null)
        .OrderBy(row => row.CreatedAt)
        .Take(limit);

    /// <summary>Further rows of subjects between two moments, the lowest versions first.</summary>
    public static IQueryable<OutboxRow> FurtherUnshipped(
        DonatelloContext db, short shard, IReadOnlyList<Guid> subjects, DateTimeOffset from, DateTimeOffset until, int limit) => db.Outbox
        .Where(row => row.Shard == shard && row.AuditShippedAt == null && row.CreatedAt >= from && row.CreatedAt <= until && subjects.Contains(row.SubjectId))
        .OrderBy(row => row.SubjectVersion)
        .Take(limit);

    /// <summary>
    /// The oldest rows of a shard that every consumer acknowledged before a moment. The audit is the only one: webhooks have marked
    /// nothing, and saying so lets their index find the rows.
    /// </summary>
    public static IQueryable<Guid> Acknowledged(DonatelloContext db, short shard, DateTimeOffset before, int limit) => db.Outbox
        .Where(row => row.Shard == shard && row.WebhooksShippedAt == null && row.CreatedAt < before && row.AuditShippedAt < before)
        .OrderBy(row => row.CreatedAt)
        .Take(limit)
        .Select(row => row.Id);
}
