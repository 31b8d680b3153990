using DonatelloAI.Contracts;
using DonatelloAI.Grains.Audit;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Storage.Commits;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace DonatelloAI.Storage.Events;

/// <summary>The outbox in the relational model, on any of its engines, for the audit's relays.</summary>
public sealed class OutboxStore : IOutboxStore
{
    /// <summary>How far clocks of silos may be apart: a subject's earlier row is looked for so far behind the last one that was read.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    private readonly IDbContextFactory<DonatelloContext> _contexts;
    private readonly OutboxSigner _signer;
    private readonly OutboxShapes _shapes;
    private readonly StoreCommits _commits;

    /// <summary>Prepares the statements of the engine behind the contexts.</summary>
    public OutboxStore(IDbContextFactory<DonatelloContext> contexts, OutboxSigner signer, CommitOptions options)
    {
        _contexts = contexts;
        _signer = signer;
        using var context = contexts.CreateDbContext();
        _shapes = new OutboxShapes(context.Model);
        _commits = new StoreCommits(contexts, context.Engine, options);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<OutboxEvent>> Unshipped(int shard, int limit) => Reads.Guarded<IReadOnlyList<OutboxEvent>>(_contexts, async db =>
    {
        var rows = await OutboxQueries.Unshipped(db, (short)shard, limit).AsNoTracking().ToListAsync();
        if (rows.Count == limit)
        {
            rows.AddRange(await CutOff(db, (short)shard, rows));
        }

        return rows.ConvertAll(ToEvent);
    });

    /// <inheritdoc/>
    public Task MarkShipped(IReadOnlyList<Guid> events, DateTimeOffset at) => Write(ShippedPlan(events, at, _shapes), "The outbox could not be marked");

    /// <inheritdoc/>
    public async Task<int> RemoveAcknowledged(int shard, DateTimeOffset before, int limit)
    {
        var events = await Reads.Guarded(_contexts, db => OutboxQueries.Acknowledged(db, (short)shard, before, limit).ToListAsync());
        if (events.Count > 0)
        {
            await Write(RemovalPlan(events, _shapes), "The outbox could not be swept");
        }

        return events.Count;
    }

    internal static CommitPlan RemovalPlan(IReadOnlyList<Guid> events, OutboxShapes shapes) => new CommitPlan()
        .Add(shapes.Removal, [.. events.Select(id => new OutboxRemoval(id))]);

    internal static CommitPlan ShippedPlan(IReadOnlyList<Guid> events, DateTimeOffset at, OutboxShapes shapes) => new CommitPlan()
        .Add(shapes.Shipment, [.. events.Select(id => new AuditShipment(id, at))]);

    private async Task Write(CommitPlan plan, string failure)
    {
        var outcome = await _commits.Commit(plan);
        if (outcome.Result != CommitResult.Committed)
        {
            throw new StorageUnavailableException($"{failure}: {outcome.Detail}");
        }
    }

    /// <summary>Earlier rows of subjects whose later rows were read.</summary>
    private static async Task<IEnumerable<OutboxRow>> CutOff(DonatelloContext db, short shard, List<OutboxRow> rows)
    {
        var last = rows.GroupBy(row => row.SubjectId).ToDictionary(subject => subject.Key, subject => subject.Max(row => row.SubjectVersion));
        var read = rows.Select(row => row.Id).ToHashSet();
        var from = rows[^1].CreatedAt;
        var further = await OutboxQueries.FurtherUnshipped(db, shard, [.. last.Keys], from, from + ClockSkew, rows.Count).AsNoTracking().ToListAsync();
        return further.Where(row => row.SubjectVersion < last[row.SubjectId] && !read.Contains(row.Id));
    }

    private OutboxEvent ToEvent(OutboxRow row) => new()
    {
        Id = row.Id,
        OrganizationId = row.OrganizationId,
        UserId = row.UserId,
        SubjectType = row.SubjectType,
        SubjectId = row.SubjectId,
        SubjectVersion = row.SubjectVersion,
        EventType = row.EventType,
        Payload = row.Payload,
        TraceParent = row.TraceParent,
        CreatedAt = row.CreatedAt,
        IsAuthentic = _signer.IsAuthentic(row),
    };
}

/// <summary>The shapes of what relays write of the outbox, on one engine's model.</summary>
internal sealed class OutboxShapes(IModel model)
{
    public RowShape<AuditShipment> Shipment { get; } = RowShape<AuditShipment>.UpdateIfThere(
        model, typeof(OutboxRow), [nameof(AuditShipment.Id)], RowGuard.Unset("audit_shipped_at"));

    /// <summary>Guarded, whatever was read before: a row without the audit's mark is never removed.</summary>
    public RowShape<OutboxRemoval> Removal { get; } = RowShape<OutboxRemoval>.DeleteIfThere(
        model, typeof(OutboxRow), [nameof(OutboxRemoval.Id)], RowGuard.Given("audit_shipped_at"));
}

/// <summary>An event that the audit sink has.</summary>
internal sealed record AuditShipment(Guid Id, DateTimeOffset? AuditShippedAt);

/// <summary>An event that every consumer has had for long enough.</summary>
internal sealed record OutboxRemoval(Guid Id);
