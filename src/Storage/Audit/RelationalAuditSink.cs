using DonatelloAI.Grains.Audit;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Storage.Commits;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace DonatelloAI.Storage.Audit;

/// <summary>
/// The audit log in the table <c>audit_events</c>, on any engine. Two lines at one position have one id and one (user_id, chain_seq), so
/// the second is refused. Runs of several chains that come together share a transaction.
/// </summary>
public sealed class RelationalAuditSink : IAuditSink
{
    private readonly IDbContextFactory<DonatelloContext> _contexts;
    private readonly AuditShapes _shapes;
    private readonly WriteQueue _writes;

    /// <summary>Prepares the statements of the engine behind the contexts.</summary>
    public RelationalAuditSink(IDbContextFactory<DonatelloContext> contexts, CommitOptions options)
    {
        _contexts = contexts;
        using var context = contexts.CreateDbContext();
        _shapes = new AuditShapes(context.Model);
        _writes = new WriteQueue("audit commit", contexts, CommitWriters.For(context.Engine, options), context.Engine, options);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<AuditLine>> ReadTail(string chain, int limit) => Reads.Guarded<IReadOnlyList<AuditLine>>(_contexts, async db =>
        (await AuditQueries.Tail(db, chain, limit).AsNoTracking().ToListAsync()).ConvertAll(ToLine));

    /// <inheritdoc/>
    public async Task<AuditAppend> Append(IReadOnlyList<AuditLine> lines)
    {
        var outcome = (await _writes.Write(lines[0].Id, Plan(lines, _shapes))).Outcome;
        return outcome.Result switch
        {
            CommitResult.Committed => new AuditAppend(AuditAppendResult.Done, lines.Count),
            CommitResult.KeyExists => new AuditAppend(AuditAppendResult.Conflict, 0),
            CommitResult.RowRefused => new AuditAppend(AuditAppendResult.Refused, 0, outcome.Detail),
            _ => new AuditAppend(AuditAppendResult.Unavailable, 0, outcome.Detail),
        };
    }

    internal static CommitPlan Plan(IReadOnlyList<AuditLine> lines, AuditShapes shapes) => new CommitPlan().Add(shapes.Line, [.. lines.Select(ToRow)]);

    private static AuditEventRow ToRow(AuditLine line) => new()
    {
        Id = line.Id,
        OrganizationId = line.Entry.OrganizationId,
        UserId = line.Entry.Chain,
        ChainSeq = line.Position,
        PrevHash = Convert.FromHexString(line.PreviousHash),
        Hash = Convert.FromHexString(line.Hash),
        Timestamp = line.Entry.Timestamp,
        EventType = line.Entry.EventType,
        Action = line.Entry.Action,
        ResourceType = line.Entry.ResourceType,
        ResourceId = line.Entry.ResourceId,
        UserEmail = line.Entry.UserEmail,
        IpAddress = line.Entry.IpAddress,
        UserAgent = line.Entry.UserAgent,
        RequestId = line.Entry.RequestId,
        Status = line.Entry.Status,
        ErrorMessage = line.Entry.ErrorMessage,
        Metadata = line.Entry.Metadata,
    };

    private static AuditLine ToLine(AuditEventRow row) => new(
        new AuditEntry
        {
            Chain = row.UserId,
            OrganizationId = row.OrganizationId,
            Timestamp = row.Timestamp,
            EventType = row.EventType,
            Action = row.Action,
            ResourceType = row.ResourceType,
            ResourceId = row.ResourceId,
            UserEmail = row.UserEmail,
            IpAddress = row.IpAddress,
            UserAgent = row.UserAgent,
            RequestId = row.RequestId,
            Status = row.Status,
            ErrorMessage = row.ErrorMessage,
            Metadata = row.Metadata,
        },
        row.ChainSeq,
        Convert.ToHexStringLower(row.PrevHash),
        Convert.ToHexStringLower(row.Hash));
}

/// <summary>The shapes of what is written of the audit log, on one engine's model.</summary>
internal sealed class AuditShapes(IModel model)
{
    public RowShape<AuditEventRow> Line { get; } = RowShape<AuditEventRow>.Insert(model);
}
