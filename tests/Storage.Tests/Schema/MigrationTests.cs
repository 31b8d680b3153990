using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace DonatelloAI.Storage.Tests.Schema;

public abstract class MigrationTests(PostgresFixture? postgres) : SchemaTestBase(postgres)
{
    protected override bool IsMigrated => false;

    /// <summary>Every table, index, trigger and function that is not the engine's own or the list of migrations.</summary>
    protected abstract string Objects { get; }

    /// <summary><c>table.column</c> of every table but the list of migrations.</summary>
    protected abstract string Columns { get; }

    [Fact]
    public async Task Migrations_UpDownUp_LeaveNothingBehindAndComeBack()
    {
        await Database.Migrator.UpAsync();
        var first = await Database.QueryAsync(Objects);

        await Database.Migrator.ToAsync(SchemaMigrator.Empty);
        var empty = await Database.QueryAsync(Objects);

        await Database.Migrator.UpAsync();
        var second = await Database.QueryAsync(Objects);

        Assert.NotEmpty(first);
        Assert.Empty(empty);
        Assert.Equal(first.Order(StringComparer.Ordinal), second.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task State_BeforeAndAfterUp_NamesWhatIsMissing()
    {
        var before = await Database.Migrator.ReadAsync();
        await Database.Migrator.UpAsync();
        var after = await Database.Migrator.ReadAsync();

        Assert.Empty(before.Applied);
        Assert.Equal(before.Pending, after.Applied);
        Assert.Empty(after.Pending);
    }

    [Fact]
    public async Task Database_AfterUp_HasTheColumnsOfTheModel()
    {
        await Database.Migrator.UpAsync();

        await using var context = await Database.Contexts.CreateDbContextAsync();
        var model = context.GetService<IDesignTimeModel>().Model.GetRelationalModel();
        var expected = model.Tables.SelectMany(table => table.Columns.Select(column => $"{table.Name}.{column.Name}"));
        var actual = await Database.QueryAsync(Columns);

        Assert.Equal(expected.Order(StringComparer.Ordinal), actual.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Up_ByTwoAtOnce_IsAppliedOnce()
    {
        await Task.WhenAll(Database.Migrator.UpAsync(), Database.Migrator.UpAsync());

        var state = await Database.Migrator.ReadAsync();
        Assert.Equal(state.Applied.Distinct(StringComparer.Ordinal), state.Applied);
        Assert.Empty(state.Pending);
    }
}

public sealed class SqliteMigrationTests() : MigrationTests(postgres: null)
{
    [Fact]
    public async Task Up_AfterAMigrationThatWasKilled_IsNotStoppedByItsMark()
    {
        await Database.ExecuteAsync("""CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER PRIMARY KEY, "Timestamp" TEXT NOT NULL)""");
        await Database.ExecuteAsync("""INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-11-22 10:30:00+00:00')""");

        await Database.Migrator.UpAsync().WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Empty((await Database.Migrator.ReadAsync()).Pending);
    }

    [Fact]
    public async Task Connection_Opened_HasFullDurabilityAndForeignKeys()
    {
        Assert.Equal(["wal"], await Database.QueryAsync("SELECT journal_mode AS \"Value\" FROM pragma_journal_mode"));
        Assert.Equal(["2"], await Database.QueryAsync("SELECT CAST(synchronous AS TEXT) AS \"Value\" FROM pragma_synchronous"));
        Assert.Equal(["1"], await Database.QueryAsync("SELECT CAST(foreign_keys AS TEXT) AS \"Value\" FROM pragma_foreign_keys"));
        Assert.Equal(["5000"], await Database.QueryAsync("SELECT CAST(timeout AS TEXT) AS \"Value\" FROM pragma_busy_timeout"));
    }

    protected override string Objects =>
        """
        SELECT type || ' ' || name AS "Value" FROM sqlite_master
        WHERE name NOT LIKE 'sqlite_%' AND name NOT LIKE '\_\_EF%' ESCAPE '\'
        """;

    protected override string Columns =>
        """
        SELECT m.name || '.' || c.name AS "Value" FROM sqlite_master m, pragma_table_xinfo(m.name) c
        WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE '\_\_EF%' ESCAPE '\'
        """;
}

[Collection(PostgresCollection.Name)]
public sealed class PostgresMigrationTests(PostgresFixture postgres) : MigrationTests(postgres)
{
    protected override string Objects =>
        """
        SELECT relkind::text || ' ' || relname AS "Value" FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relname NOT LIKE '%ef_migrations_history' AND relname NOT LIKE '\_\_EF%'
        UNION ALL SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        UNION ALL SELECT 'trigger ' || tgname FROM pg_trigger WHERE NOT tgisinternal
        """;

    protected override string Columns =>
        """
        SELECT table_name || '.' || column_name AS "Value" FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name NOT LIKE '\_\_EF%'
        """;
}
