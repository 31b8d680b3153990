using System.Data.Common;
using DonatelloAI.Storage.Modelling;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace DonatelloAI.Storage.Tests.Schema;

public abstract class TriggerTests(PostgresFixture? postgres) : SchemaTestBase(postgres)
{
    private readonly SampleRows _rows = new();

    public static TheoryData<string> TablesWithHistory =>
    [
        "organizations", "departments", "users", "model_providers", "provider_configs", "exchange_rates", "api_keys", "webhooks",
    ];

    [Theory]
    [InlineData("UPDATE budget_entries SET reason = 'x'", "budget_entries are never changed")]
    [InlineData("UPDATE audit_events SET status = 'failure'", "audit_events are never changed")]
    [InlineData("DELETE FROM audit_events", "audit_events are never deleted")]
    public async Task AppendOnlyTable_Changed_Refuses(string sql, string words)
    {
        await Database.AddAsync([.. _rows.Tenant, _rows.NewEntry(1), _rows.NewAuditEvent(1)]);

        var refusal = await Assert.ThrowsAnyAsync<DbException>(() => Database.ExecuteAsync(sql));

        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Entry_Deleted_MakesRoomForThePurge()
    {
        await Database.AddAsync([.. _rows.Tenant, _rows.NewEntry(1)]);

        Assert.Equal(1, await Database.ExecuteAsync("DELETE FROM budget_entries"));
    }

    [Fact]
    public async Task AuditEvent_AtATakenPositionOfItsChain_IsRefused()
    {
        await Database.AddAsync(_rows.NewAuditEvent(1));

        await Assert.ThrowsAsync<DbUpdateException>(() => Database.AddAsync(_rows.NewAuditEvent(1)));
    }

    [Theory]
    [MemberData(nameof(TablesWithHistory))]
    public async Task Row_ChangedTwiceAndDeleted_LeavesItsFormerVersionsWithoutGaps(string table)
    {
        await Database.AddAsync(ParentsAnd(table));
        var created = await MomentsAsync($"SELECT created_at FROM {table}");

        await Database.ExecuteAsync($"UPDATE {table} SET id = id");
        await Database.ExecuteAsync($"UPDATE {table} SET id = id");
        await Database.ExecuteAsync($"DELETE FROM {table}");

        var (from, to) = table == "exchange_rates" ? ("history_valid_from", "history_valid_to") : ("valid_from", "valid_to");
        var starts = await MomentsAsync($"SELECT {from} FROM {table}_history ORDER BY {to}, {from}");
        var ends = await MomentsAsync($"SELECT {to} FROM {table}_history ORDER BY {to}, {from}");
        Assert.Equal(3, starts.Count);
        Assert.Equal([created[0], ends[0], ends[1]], starts);
    }

    [Fact]
    public async Task History_OfAChangedRow_KeepsWhatItSaidBefore()
    {
        await Database.AddAsync(_rows.Organization);
        await Database.ExecuteAsync("UPDATE organizations SET name = 'Renamed'");

        await using var context = await Database.Contexts.CreateDbContextAsync();
        var former = await context.Set<Dictionary<string, object>>("organizations_history").SingleAsync();

        Assert.Equal("Acme Corporation", former["Name"]);
        Assert.Equal(_rows.Organization.MonthlyCapAud, former["MonthlyCapAud"]);
    }

    /// <summary>The statements that create the triggers of the model as it is now.</summary>
    protected async Task<HashSet<string>> StatementsAsync()
    {
        await using var context = await Database.Contexts.CreateDbContextAsync();
        var model = context.GetService<IDesignTimeModel>().Model;
        return [.. TriggerScript.Create(model, Database.Engine).Select(statement => statement.TrimEnd(';'))];
    }

    private async Task<List<string>> MomentsAsync(string sql)
    {
        var column = sql.Split(' ')[1];
        var text = sql.Replace(column + " FROM", $"CAST({column} AS text) AS \"Value\" FROM", StringComparison.Ordinal);
        return await Database.QueryAsync(text);
    }

    private object[] ParentsAnd(string table) => table switch
    {
        "organizations" => [_rows.Organization],
        "departments" => [_rows.Organization, _rows.Department],
        "users" => _rows.Tenant,
        "model_providers" => [_rows.Provider],
        "provider_configs" => [_rows.Provider, _rows.NewConfig()],
        "exchange_rates" => [SampleRows.NewRate()],
        "api_keys" => [.. _rows.Tenant, _rows.NewApiKey()],
        _ => [.. _rows.Tenant, _rows.Webhook],
    };
}

public sealed class SqliteTriggerTests() : TriggerTests(postgres: null)
{
    [Fact]
    public async Task Triggers_OfTheDatabase_AreThoseOfTheModel()
    {
        var actual = await Database.QueryAsync("SELECT sql AS \"Value\" FROM sqlite_master WHERE type = 'trigger'");

        Assert.Equal(await StatementsAsync(), actual.ToHashSet(StringComparer.Ordinal));
    }

    [Fact]
    public async Task AuditEvent_Replaced_Refuses()
    {
        var row = new SampleRows().NewAuditEvent(1);
        await Database.AddAsync(row);

        await Assert.ThrowsAnyAsync<DbException>(
            () => Database.ExecuteAsync("INSERT OR REPLACE INTO audit_events SELECT * FROM audit_events"));
    }
}

[Collection(PostgresCollection.Name)]
public sealed class PostgresTriggerTests(PostgresFixture postgres) : TriggerTests(postgres)
{
    [Fact]
    public async Task Triggers_OfTheDatabase_AreThoseOfTheModel()
    {
        var statements = string.Join('\n', await StatementsAsync());
        var bodies = await Database.QueryAsync("SELECT prosrc AS \"Value\" FROM pg_proc WHERE pronamespace = 'public'::regnamespace");
        var names = await Database.QueryAsync("SELECT tgname::text AS \"Value\" FROM pg_trigger WHERE NOT tgisinternal");

        Assert.NotEmpty(bodies);
        Assert.All(bodies, body => Assert.Contains(body, statements, StringComparison.Ordinal));
        Assert.All(names, name => Assert.Contains($"CREATE TRIGGER {name} ", statements, StringComparison.Ordinal));
        Assert.Equal(bodies.Count * 2, (await StatementsAsync()).Count);
        Assert.Equal(bodies.Count, names.Count);
    }

    [Fact]
    public async Task AuditEvents_Truncated_Refuses() =>
        await Assert.ThrowsAnyAsync<DbException>(() => Database.ExecuteAsync("TRUNCATE audit_events"));
}
