using System.Diagnostics;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Storage;
using DonatelloAI.Storage.Budgets;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Events;
using DonatelloAI.Testing;

namespace DonatelloAI.Bench;

/// <summary>Where the time of a group commit goes, one thread, nothing else running.</summary>
internal sealed class Phases(Report report)
{
    private const int Rounds = 200;

    public async Task Run(string engine, TestDatabase database)
    {
        foreach (var size in new[] { 128, 512 })
        {
            await Run(engine, database, $"hold, {size} a commit", size, moneyOnly: true);
            await Run(engine, database, $"hold + work, {size} a commit", size, moneyOnly: false);
        }
    }

    private async Task Run(string engine, TestDatabase database, string name, int size, bool moneyOnly)
    {
        var department = await Department.Create(database.Contexts);
        await using var context = await database.Contexts.CreateDbContextAsync();
        var store = new BudgetStore(database.Contexts, new OutboxSigner(new byte[32]), new CommitOptions());
        var (shapes, signer, writer) = (new BudgetShapes(context.Model), new OutboxSigner(new byte[32]), CommitWriters.For(context.Engine, new CommitOptions()));
        var ledger = new BudgetLedger((await store.Load(department.Id))!);
        TimeSpan decide = default, rows = default, columns = default, write = default;
        for (var round = -Rounds / 4; round < Rounds; round++)
        {
            if (round == 0)
            {
                decide = rows = columns = write = default;
            }

            var operations = Enumerable.Range(0, size).Select(_ => department.Work()).ToList();
            var started = Stopwatch.GetTimestamp();
            var draft = ledger.Begin(TimeProvider.System.GetUtcNow());
            operations.ForEach(operation => draft.Decide(operation));
            var changes = draft.Seal();
            decide += Lap(ref started);
            var plan = BudgetStore.Plan(moneyOnly ? MoneyOnlyStore.WithoutWork(changes) : changes, shapes, signer);
            rows += Lap(ref started);
            foreach (var step in plan.Steps)
            {
                _ = step.ToColumns(separately: false);
            }

            columns += Lap(ref started);
            var outcome = (await writer.Write(context, plan)).Outcome;
            write += Lap(ref started);
            if (outcome.Result != CommitResult.Committed)
            {
                throw new InvalidOperationException(outcome.ToString());
            }

            ledger.Apply(draft);
        }

        var operationsInAll = (double)Rounds * size;
        report.AddPhases(engine, name, Micros(decide), Micros(rows), Micros(columns), Micros(write), write.TotalMilliseconds / Rounds);

        double Micros(TimeSpan phase) => phase.TotalMicroseconds / operationsInAll;
    }

    private static TimeSpan Lap(ref long started)
    {
        var now = Stopwatch.GetTimestamp();
        var elapsed = Stopwatch.GetElapsedTime(started, now);
        started = now;
        return elapsed;
    }
}
