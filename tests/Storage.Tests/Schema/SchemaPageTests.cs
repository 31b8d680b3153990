using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;

namespace DonatelloAI.Storage.Tests.Schema;

public sealed class SchemaPageTests
{
    private readonly SchemaPage _page = SchemaPage.Read();
    private readonly List<ITable> _tables = TablesOfTheModel();

    [Fact]
    public void Page_ComparedWithTheModel_HasEveryColumnWithItsTypeAndNoOther()
    {
        var expected = _tables.SelectMany(table => table.Columns.Select(column => $"{table.Name}.{column.Name} {column.StoreType}"));
        var actual = _page.Columns.Select(column => $"{column.Table}.{column.Column} {column.Type}");

        Assert.Equal(expected.Order(StringComparer.Ordinal), actual.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void EveryColumn_OnThePage_HasAWriterAndAReader() =>
        Assert.All(_page.Columns, column =>
        {
            Assert.False(string.IsNullOrWhiteSpace(column.Writer), $"{column.Table}.{column.Column} has no writer.");
            Assert.False(string.IsNullOrWhiteSpace(column.Reader), $"{column.Table}.{column.Column} has no reader.");
        });

    [Fact]
    public void EveryIndex_OfTheModel_IsOnThePageWithItsReader() =>
        Assert.All(
            _tables.SelectMany(table => table.Indexes),
            index => Assert.Matches($"- `{index.Name}`.* on .*: \\w", _page.Text));

    [Fact]
    public void NoReference_OfTheModel_Cascades() =>
        Assert.All(
            _tables.SelectMany(table => table.ForeignKeyConstraints),
            reference => Assert.Equal(ReferentialAction.Restrict, reference.OnDeleteAction));

    private static List<ITable> TablesOfTheModel()
    {
        using var context = DonatelloContexts.Open(StorageEngine.Postgres, "Host=127.0.0.1");
        return [.. context.GetService<IDesignTimeModel>().Model.GetRelationalModel().Tables
            .Where(table => !table.Name.EndsWith("_history", StringComparison.Ordinal))];
    }
}
