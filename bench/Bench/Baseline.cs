using System.Text;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Storage;
using DonatelloAI.Storage.Budgets;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Events;
using DonatelloAI.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace DonatelloAI.Bench;

/// <summary>
/// What a service without a ledger does: one SQL transaction a call, a conditional UPDATE of the department's row and the same
/// rows inserted beside it, all prepared. Either as a transaction is usually written, statement by statement, or as the most
/// that can be had of it: everything in one round trip, so that nothing but the row lock and the commit stands in its way.
/// </summary>
internal sealed class Baseline(Department department, NpgsqlDataSource source, DonatelloContext model) : IAsyncDisposable
{
    private readonly BudgetShapes _shapes = new(model.Model);
    private readonly OutboxSigner _signer = new(new byte[32]);
    private long _sequence = 1_000_000_000;

    public Department Department => department;

    /// <summary>True to send a transaction in one round trip.</summary>
    public bool IsOneTrip { get; set; }

    public static async Task<Baseline> Open(TestDatabase database)
    {
        var connection = new NpgsqlConnectionStringBuilder(database.ConnectionString) { MaxAutoPrepare = 50 };
        var department = await Department.Create(database.Contexts);
        return new Baseline(department, NpgsqlDataSource.Create(connection.ConnectionString), await database.Contexts.CreateDbContextAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        await model.DisposeAsync();
    }

    /// <summary>One decision: the conditional UPDATE with its entry and hold.</summary>
    public Task Hold() => Reserve(department.Work(), moneyOnly: true);

    /// <summary>One decision with its work: generation, metadata and event as well.</summary>
    public Task Reserve(Reserve request) => Reserve(request, moneyOnly: false);

    private async Task Reserve(Reserve request, bool moneyOnly)
    {
        var changes = moneyOnly ? MoneyOnlyStore.WithoutWork(Decide(request)) : Decide(request);
        await using var connection = await source.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(HoldIn(request.Lines[0].Ceiling.Amount.Aud));
        AddInserts(batch, changes);
        await Run(connection, batch);
    }

    /// <summary>One settlement of what <see cref="Reserve"/> made.</summary>
    public async Task Settle(Reserve reserved, Settle request)
    {
        var changes = Decide(reserved, request);
        await using var connection = await source.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(Spend(reserved.Lines[0].Ceiling.Amount.Aud, request.ProviderCost.Aud));
        batch.BatchCommands.Add(Update(_shapes.HoldChange, BudgetRows.Change(changes.HoldsChanged[0])));
        batch.BatchCommands.Add(Update(_shapes.Ending, BudgetRows.Ending(changes.Ends[0])));
        batch.BatchCommands.Add(Update(_shapes.MetadataEnding, BudgetRows.MetadataEnding(changes.Ends[0])));
        AddInserts(batch, changes);
        await Run(connection, batch);
    }

    /// <summary>The rows that the ledger would write for it, so that both write the same.</summary>
    private LedgerChanges Decide(Reserve reserve, Settle? settle = null)
    {
        var ledger = new BudgetLedger(Snapshots.Of(department, Interlocked.Add(ref _sequence, 2)));
        var draft = ledger.Begin(TimeProvider.System.GetUtcNow());
        draft.Decide(reserve);
        if (settle is null)
        {
            return draft.Seal();
        }

        draft.Seal();
        ledger.Apply(draft);
        var second = ledger.Begin(TimeProvider.System.GetUtcNow());
        second.Decide(settle);
        return second.Seal();
    }

    private async Task Run(NpgsqlConnection connection, NpgsqlBatch batch)
    {
        var rows = IsOneTrip ? await batch.ExecuteNonQueryAsync() : await RunOneByOne(connection, batch);
        if (rows < batch.BatchCommands.Count)
        {
            throw new InvalidOperationException("The baseline missed a row.");
        }
    }

    private static async Task<int> RunOneByOne(NpgsqlConnection connection, NpgsqlBatch batch)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        var rows = 0;
        foreach (var step in batch.BatchCommands.Cast<NpgsqlBatchCommand>().ToList())
        {
            await using var command = new NpgsqlCommand(step.CommandText, connection, transaction);
            var parameters = step.Parameters.Cast<NpgsqlParameter>().ToList();
            step.Parameters.Clear();
            parameters.ForEach(parameter => command.Parameters.Add(parameter));
            rows += await command.ExecuteNonQueryAsync();
        }

        await transaction.CommitAsync();
        return rows;
    }

    private NpgsqlBatchCommand HoldIn(decimal amount) => Command(
        "UPDATE department_budgets SET current_held_aud = current_held_aud + $1, version = version + 1 "
        + "WHERE department_id = $2 AND current_spend_aud + current_held_aud + $1 <= monthly_budget_aud", amount, department.Id);

    private NpgsqlBatchCommand Spend(decimal held, decimal cost) => Command(
        "UPDATE department_budgets SET current_held_aud = current_held_aud - $1, current_spend_aud = current_spend_aud + $2, version = version + 1 "
        + "WHERE department_id = $3", held, cost, department.Id);

    private void AddInserts(NpgsqlBatch batch, LedgerChanges changes)
    {
        var head = changes.Head;
        changes.Generations.ForEach(generation => batch.BatchCommands.Add(Insert(_shapes.Generation, BudgetRows.Generation(generation, head))));
        changes.Generations.ForEach(generation => batch.BatchCommands.Add(Insert(_shapes.Metadata, BudgetRows.Metadata(generation, head))));
        changes.HoldsOpened.ForEach(hold => batch.BatchCommands.Add(Insert(_shapes.Hold, BudgetRows.Hold(hold, head))));
        changes.Entries.ForEach(entry => batch.BatchCommands.Add(Insert(_shapes.Entry, BudgetRows.Entry(entry, head))));
        changes.Costs.ForEach(cost => batch.BatchCommands.Add(Insert(_shapes.Cost, BudgetRows.Cost(cost, head))));
        changes.Events.ForEach(happened => batch.BatchCommands.Add(Insert(_shapes.Event, BudgetRows.Event(happened, head, _signer))));
    }

    private static NpgsqlBatchCommand Insert<TRow>(RowShape<TRow> shape, TRow row)
    {
        var names = string.Join(", ", shape.Columns.Select(column => column.Name));
        var values = string.Join(", ", shape.Columns.Select((column, i) => Parameter(column, i)));
        return Command($"INSERT INTO {shape.Table} ({names}) VALUES ({values})", [.. shape.TypedColumns.Select(column => column.ValueOf(row))]);
    }

    private static NpgsqlBatchCommand Update<TRow>(RowShape<TRow> shape, TRow row)
    {
        var set = new StringBuilder();
        var match = new StringBuilder();
        for (var i = 0; i < shape.Columns.Count; i++)
        {
            var column = shape.Columns[i];
            var target = column.Role == ColumnRole.Key ? match : set;
            target.Append(target.Length == 0 ? "" : column.Role == ColumnRole.Key ? " AND " : ", ").Append(column.Name).Append(" = ").Append(Parameter(column, i));
        }

        return Command($"UPDATE {shape.Table} SET {set} WHERE {match}", [.. shape.TypedColumns.Select(column => column.ValueOf(row))]);
    }

    private static string Parameter(RowColumn column, int index) =>
        column.StoreType is "json" or "jsonb" ? $"${index + 1}::text::{column.StoreType}" : $"${index + 1}";

    private static NpgsqlBatchCommand Command(string sql, params object?[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        }

        return command;
    }
}
