using DonatelloAI.Contracts;
using Microsoft.Extensions.Logging;

namespace DonatelloAI.Grains.Audit;

/// <summary>
/// Ships a shard's outbox rows to the audit sink: at least once as far as crashes go, and once as far as the log shows.
/// </summary>
/// <remarks>
/// A head that is known here stands for more than a position: all events up to it have their rows marked. Three rules keep that so.
/// Before a chain is appended to, its last <see cref="AuditChain.MaxRun"/> lines are read and their rows marked; the rows to ship are read
/// after that; and at most <see cref="AuditChain.MaxRun"/> lines are appended before their own rows are marked. Whoever was
/// overtaken in between finds the position taken, forgets the head and begins again. So a row that is shipped is either unmarked and
/// absent from its chain, or the append fails.
/// </remarks>
internal sealed partial class AuditRelay(
    int shard,
    IOutboxStore outbox,
    IAuditSink sink,
    TimeProvider time,
    AuditOptions options,
    AuditInstruments instruments,
    ILogger<AuditRelay> logger)
{
    /// <summary>Batches in one look.</summary>
    internal const int MaxRounds = 100;

    /// <summary>
    /// Rounds of one look in which somebody else was faster on a chain. Whoever loses that often has a rival at work, an activation
    /// that was given up or a row in a foreign shard, and only costs both of them time.
    /// </summary>
    internal const int MaxConflicts = 3;

    /// <summary>Heads that are kept; beyond them all are read anew when they are needed.</summary>
    private const int MaxHeads = 4_096;

    private readonly ILogger _logger = logger;
    private readonly Dictionary<string, ChainHead> _heads = new(StringComparer.Ordinal);
    private int _conflicts;

    /// <summary>Ships what there is, within bounds.</summary>
    public async Task<RelayLook> Drain(CancellationToken cancellationToken)
    {
        _conflicts = 0;
        for (var round = 0; round < MaxRounds && !cancellationToken.IsCancellationRequested; round++)
        {
            if (await Round() is { } ended)
            {
                return ended;
            }
        }

        return RelayLook.Done;
    }

    /// <summary>One batch; null when there may be more, otherwise how the look ended.</summary>
    private async Task<RelayLook?> Round()
    {
        try
        {
            if (_heads.Count > MaxHeads)
            {
                _heads.Clear();
            }

            var entries = await Read();
            if (await FindHeads(entries))
            {
                entries = await Read();
            }

            return entries.Count == 0 ? RelayLook.Done : AfterBatch(await Ship(entries));
        }
        catch (StorageUnavailableException unavailable)
        {
            _heads.Clear();
            instruments.Failed("unavailable");
            LogUnavailable(shard, unavailable);
            return RelayLook.Failed;
        }
#pragma warning disable CA1031 // Whatever it is: events wait, a pause keeps it from spinning, and the count raises an alarm.
        catch (Exception defect)
#pragma warning restore CA1031
        {
            _heads.Clear();
            instruments.Failed("defect");
            LogDefect(shard, defect);
            return RelayLook.Failed;
        }
    }

    /// <summary>The worst of what a batch's appends ended with decides; conflicts do once there were enough of them.</summary>
    private RelayLook? AfterBatch(AuditAppendResult worst) => worst switch
    {
        AuditAppendResult.Done => null,
        AuditAppendResult.Conflict => ++_conflicts < MaxConflicts ? null : RelayLook.GaveWay,
        _ => RelayLook.Failed,
    };

    private async Task<IReadOnlyList<AuditEntry>> Read()
    {
        var rows = OutboxOrder.Of(await outbox.Unshipped(shard, options.BatchSize));
        instruments.Oldest(shard, rows.Count == 0 ? null : rows.Min(row => row.CreatedAt));
        var now = time.GetUtcNow();
        return [.. rows.Select(row => AuditMapping.Entry(row, now))];
    }

    /// <summary>Reads the ends of chains that are not known, and marks the rows of what stands there.</summary>
    /// <returns>True when rows may have been marked since they were read.</returns>
    private async Task<bool> FindHeads(IReadOnlyList<AuditEntry> entries)
    {
        var unknown = entries.Select(entry => entry.Chain).Distinct(StringComparer.Ordinal).Where(chain => !_heads.ContainsKey(chain)).ToList();
        foreach (var chains in unknown.Chunk(options.Concurrency))
        {
            var tails = await Task.WhenAll(chains.Select(chain => sink.ReadTail(chain, AuditChain.MaxRun)));
            await Recognize(tails);
            foreach (var (chain, tail) in chains.Zip(tails))
            {
                _heads[chain] = tail.Count == 0 ? ChainHead.Before : ChainHead.Of(tail[0]);
            }
        }

        return unknown.Count > 0;
    }

    private async Task Recognize(IReadOnlyList<AuditLine>[] tails)
    {
        foreach (var tail in tails.Where(tail => tail.Count > 0))
        {
            await outbox.MarkShipped([.. tail.Select(line => line.Entry.EventId).OfType<Guid>()], time.GetUtcNow());
        }
    }

    /// <summary>Appends to each chain whose head is known, a run at a time.</summary>
    /// <returns>The worst result of an append; <see cref="AuditAppendResult"/> lists them so.</returns>
    private async Task<AuditAppendResult> Ship(IReadOnlyList<AuditEntry> entries)
    {
        var worst = AuditAppendResult.Done;
        var waves = entries
            .GroupBy(entry => entry.Chain, StringComparer.Ordinal)
            .SelectMany(chain => chain.Chunk(AuditChain.MaxRun).Select((run, wave) => (Run: run, Wave: wave)))
            .GroupBy(run => run.Wave, run => run.Run);
        foreach (var wave in waves)
        {
            foreach (var runs in wave.Where(run => _heads.ContainsKey(run[0].Chain)).Chunk(options.Concurrency))
            {
                var result = await Ship(runs);
                worst = result > worst ? result : worst;
            }
        }

        return worst;
    }

    /// <summary>Runs of different chains go together; their rows are marked in one write.</summary>
    private async Task<AuditAppendResult> Ship(AuditEntry[][] runs)
    {
        var attempts = await Task.WhenAll(runs.Select(Append));
        var durable = attempts.SelectMany(attempt => attempt.Durable).ToList();
        if (durable.Count > 0)
        {
            await outbox.MarkShipped([.. durable.Select(line => line.Entry.EventId!.Value)], time.GetUtcNow());
            instruments.Shipped(durable.Count);
            Alarm(durable);
        }

        foreach (var attempt in attempts.Where(attempt => attempt.Result == AuditAppendResult.Done))
        {
            _heads[attempt.Chain] = ChainHead.Of(attempt.Durable[^1]);
        }

        return attempts.Max(attempt => attempt.Result);
    }

    /// <summary>The head is forgotten until the rows are marked.</summary>
    private async Task<Attempt> Append(AuditEntry[] run)
    {
        var chain = run[0].Chain;
        _heads.Remove(chain, out var head);
        var lines = AuditChain.Extend(head!, run);
        var append = await sink.Append(lines);
        Note(chain, append);
        return new Attempt(chain, append.Result, [.. lines.Take(append.Durable)]);
    }

    private void Note(string chain, AuditAppend append)
    {
        switch (append.Result)
        {
            case AuditAppendResult.Conflict:
                instruments.Conflict();
                LogConflict(chain);
                break;
            case AuditAppendResult.Unavailable:
                instruments.Failed("append");
                LogSinkUnavailable(chain, append.Detail);
                break;
            case AuditAppendResult.Refused:
                instruments.Failed("refused");
                LogRefused(chain, append.Detail);
                break;
        }
    }

    private void Alarm(IEnumerable<AuditLine> shipped)
    {
        foreach (var line in shipped.Where(line => line.Entry.EventType == AuditMapping.AlteredEvent))
        {
            instruments.Altered();
            LogAltered(line.Entry.EventId!.Value, line.Entry.Chain);
        }
    }

    private sealed record Attempt(string Chain, AuditAppendResult Result, IReadOnlyList<AuditLine> Durable);
}
