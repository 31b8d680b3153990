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
}
