using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Storage.Modelling;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace DonatelloAI.Storage.Tests.Schema;

public sealed class ModelTests
{
    public static TheoryData<StorageEngine> Engines => [StorageEngine.Sqlite, StorageEngine.Postgres, StorageEngine.SqlServer];

    [Theory]
    [MemberData(nameof(Engines))]
    public void EveryState_OfEveryEnum_FitsItsColumn(StorageEngine engine)
    {
        var columns = ModelOf(engine).GetEntityTypes()
            .SelectMany(row => row.GetProperties())
            .Where(property => (Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType).IsEnum);

        Assert.All(columns, column => Assert.All(
            SnakeCase.NamesOf(Nullable.GetUnderlyingType(column.ClrType) ?? column.ClrType),
            name => Assert.InRange(name.Length, 1, column.GetMaxLength()!.Value)));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void TenantTable_OnEveryEngine_HasItsOrganisation(StorageEngine engine)
    {
        string[] catalogue = ["organizations", "model_providers", "provider_configs", "price_versions", "exchange_rates", "catalogue_state", "freezes"];
        var tables = ModelOf(engine).GetRelationalModel().Tables
            .Where(table => !table.Name.EndsWith("_history", StringComparison.Ordinal) && !catalogue.Contains(table.Name));

        Assert.All(tables, table => Assert.False(table.FindColumn("organization_id")!.IsNullable));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void Tables_OnEveryEngine_AreTheSame(StorageEngine engine)
    {
        var expected = Columns(StorageEngine.Postgres);

        Assert.Equal(expected, Columns(engine));
    }

    [Fact]
    public void State_ThatNoMemberStandsFor_IsNamedWithThoseThatDo()
    {
        var refusal = Assert.Throws<FormatException>(() => SnakeCase.Parse<HoldState>("Open"));

        Assert.Contains("open", refusal.Message, StringComparison.Ordinal);
    }

    private static List<string> Columns(StorageEngine engine) =>
    [
        .. ModelOf(engine).GetRelationalModel().Tables
            .Where(table => !table.Name.EndsWith("_history", StringComparison.Ordinal))
            .SelectMany(table => table.Columns.Select(column => $"{table.Name}.{column.Name} {column.IsNullable}"))
            .Where(column => engine != StorageEngine.SqlServer || !IsPeriod(column))
            .Order(StringComparer.Ordinal),
    ];

    // Temporal tables carry the period in the table itself.
    private static bool IsPeriod(string column) =>
        (column.Contains("valid_from", StringComparison.Ordinal) || column.Contains("valid_to", StringComparison.Ordinal))
        && !column.StartsWith("price_versions.", StringComparison.Ordinal)
        && !column.StartsWith("exchange_rates.valid_", StringComparison.Ordinal);

    private static IModel ModelOf(StorageEngine engine)
    {
        var connectionString = engine switch
        {
            StorageEngine.Sqlite => "Data Source=:memory:",
            StorageEngine.Postgres => "Host=127.0.0.1",
            _ => "Server=127.0.0.1",
        };
        using var context = DonatelloContexts.Open(engine, connectionString);
        return context.GetService<IDesignTimeModel>().Model;
    }
}
