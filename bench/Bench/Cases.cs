using System.Collections.Concurrent;
using System.Diagnostics;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Storage;
using DonatelloAI.Testing;

namespace DonatelloAI.Bench;

/// <summary>The figures of a department's ledger, each beside its baseline of the same run.</summary>
internal sealed class Cases(TimeSpan duration, Report report)
{
    private const int BaselineSettlements = 2_500;
    private const int LedgerSettlements = 60_000;
    private const int HoldsToLoad = 10_000;

    private static readonly int[] Connections = [1, 4, 16, 64];

    public async Task Run(string engine, TestDatabase database, bool withBaseline)
    {
        await using var baseline = withBaseline && database.Engine == StorageEngine.Postgres ? await Baseline.Open(database) : null;

        foreach (var callers in new[] { 256, 1_024 })
        {
            var best = await BestOf(baseline, "hold", (rival, connections) => Load.Run(connections, duration / 2, Always(() => rival.Hold())));
            await MeasureHolds(engine, database, callers, best);
        }

        await using var cluster = await Cluster.Start(database.Contexts);
        var department = await Department.Create(database.Contexts);
        var budget = cluster.Budget(department);
        var bestWork = await BestOf(baseline, "hold + work", (rival, connections) => Load.Run(connections, duration / 2, Always(() => rival.Reserve(rival.Department.Work()))));
        await Measure(engine, "ledger: hold + work", bestWork, () => Load.Run(256, duration, Always(() => Accept(budget.Reserve(department.Work())))));

        var bestSettle = await BestOf(baseline, "settle + end", async (rival, connections) =>
        {
            var reserved = await Prepare(BaselineSettlements, 16, rival.Department, rival.Reserve);
            return await Load.Run(connections, duration, Each(reserved, work => rival.Settle(work, Department.Settle(work))));
        });
        var waiting = await Prepare(LedgerSettlements, 1_024, department, work => Accept(budget.Reserve(work)));
        await Measure(engine, "ledger: settle + end", bestSettle, () => Load.Run(256, duration, Each(waiting, work => Accept(budget.Settle(Department.Settle(work))))));
        await MeasureActivation(engine, database, cluster);
    }

    /// <summary>The first case alone, again and again: its ratio as shared machines change their pace.</summary>
    public async Task RunPairs(string engine, TestDatabase database, int rounds, bool withBaseline)
    {
        await using var baseline = withBaseline && database.Engine == StorageEngine.Postgres ? await Baseline.Open(database) : null;
        for (var round = 0; round < rounds; round++)
        {
            var best = await BestOf(baseline, "hold", (rival, connections) => Load.Run(connections, duration / 2, Always(() => rival.Hold())));
            await MeasureHolds(engine, database, 256, best);
        }
    }

    private async Task MeasureHolds(string engine, TestDatabase database, int callers, (Measurement Transaction, Measurement OneTrip)? baseline)
    {
        await using var cluster = await Cluster.Start(database.Contexts, moneyOnly: true);
        var department = await Department.Create(database.Contexts);
        var budget = cluster.Budget(department);
        await Measure(engine, "ledger: hold", baseline, () => Load.Run(callers, duration, Always(() => Accept(budget.Reserve(department.Work())))));
    }

    /// <summary>A department that nobody has touched in this process, with open holds in its rows.</summary>
    private async Task MeasureActivation(string engine, TestDatabase database, Cluster cluster)
    {
        var department = await Department.Create(database.Contexts);
        await using (var filler = await Cluster.Start(database.Contexts))
        {
            await Prepare(HoldsToLoad, 256, department, work => Accept(filler.Budget(department).Reserve(work)));
        }

        var started = Stopwatch.GetTimestamp();
        var view = await cluster.Budget(department).Read();
        report.AddTime(engine, $"activation with {HoldsToLoad:N0} open holds ({view!.Held} AUD)", Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    /// <summary>The best of each way and number of connections, right before the ledger's turn: shared machines change their pace.</summary>
    private async Task<(Measurement Transaction, Measurement OneTrip)?> BestOf(Baseline? baseline, string name, Func<Baseline, int, Task<Measurement>> run)
    {
        if (baseline is null)
        {
            return null;
        }

        var best = new Measurement?[2];
        foreach (var connections in Connections)
        {
            for (var way = 0; way < 2; way++)
            {
                baseline.IsOneTrip = way == 1;
                var measured = await run(baseline, connections);
                report.Add("PostgreSQL", $"{(baseline.IsOneTrip ? "one-trip transaction" : "transaction")} a call: {name}", measured);
                best[way] = best[way] is { } so && so.PerSecond > measured.PerSecond ? so : measured;
            }
        }

        return (best[0]!, best[1]!);
    }

    private async Task Measure(string engine, string name, (Measurement Transaction, Measurement OneTrip)? baseline, Func<Task<Measurement>> run)
    {
        using var commits = new CommitMeter();
        report.Add(engine, name, await run(), baseline, commits);
    }

    /// <summary>Work that is reserved and waits to be settled.</summary>
    private static async Task<ConcurrentQueue<Reserve>> Prepare(int count, int callers, Department department, Func<Reserve, Task> reserve)
    {
        var waiting = new ConcurrentQueue<Reserve>(Enumerable.Range(0, count).Select(_ => department.Work()));
        var reserved = new ConcurrentQueue<Reserve>();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            while (waiting.TryDequeue(out var work))
            {
                await reserve(work);
                reserved.Enqueue(work);
            }
        })));
        return reserved;
    }

    private static async Task Accept(Task<BudgetReply> reply)
    {
        if (await reply is not BudgetAccepted)
        {
            throw new InvalidOperationException($"The ledger answered {await reply}.");
        }
    }

    private static Func<Task<bool>> Always(Func<Task> call) => async () =>
    {
        await call();
        return true;
    };

    private static Func<Task<bool>> Each(ConcurrentQueue<Reserve> queue, Func<Reserve, Task> call) => async () =>
    {
        if (!queue.TryDequeue(out var work))
        {
            return false;
        }

        await call(work);
        return true;
    };
}
