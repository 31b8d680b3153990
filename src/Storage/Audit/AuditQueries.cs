namespace DonatelloAI.Storage.Audit;

/// <summary>Every query of the audit log's table; kept together so that each is checked against every engine's grammar.</summary>
internal static class AuditQueries
{
    /// <summary>The last lines of a chain, newest first.</summary>
    public static IQueryable<AuditEventRow> Tail(DonatelloContext db, string chain, int limit) => db.AuditEvents
        .Where(line => line.UserId == chain)
        .OrderByDescending(line => line.ChainSeq)
        .Take(limit);
}
