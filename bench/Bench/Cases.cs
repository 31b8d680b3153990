using System.Collections.Concurrent;
using System.Diagnostics;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Testing;
using Npgsql;

namespace DonatelloAI.Bench;

/// <summary>The figures of a department's ledger, each beside its baseline of the same run.</summary>
internal sealed class Cases(TimeSpan duration, Report report, string? only = null)
{
    private const int BaselineSettlements = 2_500;
    private const int LedgerSettlements = 60_000;
    private const int HoldsToLoad = 10_000;

    private static readonly int[] Connections = [1, 4, 16, 64];

    public async Task RunPostgres(PostgresServer server)
    {
        using var database = await TestDatabase.PostgresAsync(server);
        await database.Migrator.UpAsync();
        var department = await Department.Create(database.Contexts);
        await using var source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(database.ConnectionString) { MaxAutoPrepare = 50 }.ConnectionString);
        await using var model = await database.Contexts.CreateDbContextAsync();
        var baseline = new Baseline(department, source, model);

        var hold = only is not null ? null : await BestOf("hold", connections => Load.Run(connections, duration / 2, Always(() => baseline.Reserve(department.HoldOnly()))));
        var work = only is not null ? null : await BestOf("hold + work", connections => Load.Run(connections, duration / 2, Always(() => baseline.Reserve(department.Work()))));
        var settle = only is not null ? null : await BestOf("settle + end", async connections =>
        {
            var reserved = await Prepare(BaselineSettlements, 16, department, baseline.Reserve);
            return await Load.Run(connections, duration, Each(reserved, work => baseline.Settle(work, Department.Settle(work))));
        });
        await RunLedger("PostgreSQL", database, hold, work, settle);
    }

    public async Task RunSqlite()
    {
        using var database = TestDatabase.Sqlite();
        await database.Migrator.UpAsync();
        await RunLedger("SQLite", database, null, null, null);
    }

    private async Task RunLedger(string engine, TestDatabase database, Measurement? hold, Measurement? work, Measurement? settle)
    {
        await using var cluster = await Cluster.Start(database.Contexts);
        var department = await Department.Create(database.Contexts);
        var budget = cluster.Budget(department);
        foreach (var callers in new[] { 1, 256, 1_024 })
        {
            await Measure(engine, "ledger: hold", hold, () => Load.Run(callers, duration, Always(() => Accept(budget.Reserve(department.HoldOnly())))));
        }

        await Measure(engine, "ledger: hold + work", work, () => Load.Run(256, duration, Always(() => Accept(budget.Reserve(department.Work())))));
        var reserved = await Prepare(LedgerSettlements, 1_024, department, work => Accept(budget.Reserve(work)));
        await Measure(engine, "ledger: settle + end", settle, () => Load.Run(256, duration, Each(reserved, work => Accept(budget.Settle(Department.Settle(work))))));
        await MeasureActivation(engine, database, cluster);
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

    private async Task<Measurement> BestOf(string name, Func<int, Task<Measurement>> run)
    {
        Measurement? best = null;
        foreach (var connections in Connections)
        {
            var measured = await run(connections);
            report.Add("PostgreSQL", $"one transaction a call: {name}", measured);
            best = best is null || measured.PerSecond > best.PerSecond ? measured : best;
        }

        return best!;
    }

    private async Task Measure(string engine, string name, Measurement? baseline, Func<Task<Measurement>> run)
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
