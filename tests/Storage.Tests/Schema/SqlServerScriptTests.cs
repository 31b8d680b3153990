using System.Text;
using System.Text.RegularExpressions;
using Microsoft.SqlServer.Dac.Model;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace DonatelloAI.Storage.Tests.Schema;

/// <summary>
/// SQL Server without a server: the script that a migration sends is parsed, and every object in it goes into the schema
/// compiler that Microsoft's own tools use, which resolves names, types, keys and predicates.
/// </summary>
public sealed partial class SqlServerScriptTests
{
    private static readonly SchemaMigrator Migrator = new(DonatelloContexts.Factory(StorageEngine.SqlServer, "Server=127.0.0.1"));

    [Fact]
    public void Up_OfEveryMigration_IsAValidSchema()
    {
        using var model = Compile(Migrator.Script());

        var errors = model.Validate().Where(message => message.MessageType == Microsoft.SqlServer.Dac.DacMessageType.Error);
        Assert.Empty(errors.Select(message => message.ToString()));
    }

    [Fact]
    public void Up_OfEveryMigration_MakesEveryTableHistoryAndTrigger()
    {
        using var model = Compile(Migrator.Script());

        var all = model.GetObjects(DacQueryScopes.UserDefined, Table.TypeClass).Select(table => table.Name.Parts[1]);
        var tables = all.Where(table => !table.StartsWith("Orleans", StringComparison.Ordinal)).ToList();
        var triggers = model.GetObjects(DacQueryScopes.UserDefined, DmlTrigger.TypeClass).Select(trigger => trigger.Name.Parts[1]);
        var comments = model.GetObjects(DacQueryScopes.UserDefined, ExtendedProperty.TypeClass);
        Assert.Equal(29, tables.Count(table => !table.EndsWith("_history", StringComparison.Ordinal)));
        Assert.Equal(8, TemporalTables(model).Count());
        Assert.Equal(["trg_audit_events_no_delete", "trg_audit_events_no_update", "trg_budget_entries_no_update"], triggers.Order(StringComparer.Ordinal));
        Assert.True(comments.Count() > 25);
    }

    [Fact]
    public void Up_OfEveryMigration_MakesTheTablesOfOrleans()
    {
        using var model = Compile(Migrator.Script());

        var tables = model.GetObjects(DacQueryScopes.UserDefined, Table.TypeClass).Select(table => table.Name.Parts[1]);
        Assert.Equal(
            ["OrleansQuery", "OrleansRemindersTable", "OrleansStorage"],
            tables.Where(table => table.StartsWith("Orleans", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Up_OfEveryMigration_AllowsSnapshotsOutsideATransaction()
    {
        var statements = Parse(Migrator.Script()).Batches.SelectMany(batch => batch.Statements).ToList();

        var allowed = statements.FindIndex(statement => statement is AlterDatabaseSetStatement);
        Assert.Contains("ALLOW_SNAPSHOT_ISOLATION ON", TextOf(statements[allowed]), StringComparison.Ordinal);
        Assert.DoesNotContain(statements.Take(allowed), statement => statement is BeginTransactionStatement);
    }

    [Fact]
    public void Compiler_GivenAnIndexOnAMissingColumn_SaysSo()
    {
        using var model = Compile(Migrator.Script() + "\nGO\nCREATE INDEX [idx_x] ON [dbo].[users] ([nowhere]);");

        Assert.Contains(model.Validate(), message => message.MessageType == Microsoft.SqlServer.Dac.DacMessageType.Error);
    }

    [Fact]
    public void Down_ToAnEmptyDatabase_IsValidSql()
    {
        var script = Migrator.Script("OrleansTables", SchemaMigrator.Empty);

        Parse(script);
        Assert.Contains("SYSTEM_VERSIONING = OFF", script, StringComparison.Ordinal);
    }

    /// <summary>What the compiler says about statements, each as a procedure of its own beside the newest schema.</summary>
    internal static IReadOnlyList<string> UnresolvedIn(IEnumerable<string> statements)
    {
        using var model = Compile(Migrator.Script());
        var number = 0;
        foreach (var statement in statements)
        {
            model.AddObjects($"CREATE PROCEDURE [dbo].[statement_{++number}] AS BEGIN\n{statement}\nEND");
        }

        return [.. model.Validate().Select(message => message.ToString()).Where(message => message.Contains("statement_", StringComparison.Ordinal))];
    }

    private static IEnumerable<TSqlObject> TemporalTables(TSqlModel model) =>
        model.GetObjects(DacQueryScopes.UserDefined, Table.TypeClass)
            .Where(table => table.GetReferenced(Table.TemporalSystemVersioningHistoryTable).Any());

    private static TSqlModel Compile(string script)
    {
        var model = new TSqlModel(SqlServerVersion.Sql160, new TSqlModelOptions());
        foreach (var statement in SchemaStatements(Parse(Unwrap(script))))
        {
            model.AddObjects(statement);
        }

        return model;
    }

    /// <summary>Turns what the compiler cannot see through into the plain statements that run: EXEC of text, variables.</summary>
    private static string Unwrap(string script)
    {
        var plain = ExecutedText().Replace(script, match => $"\nGO\n{match.Groups["text"].Value.Replace("''", "'", StringComparison.Ordinal)}\nGO\n");
        return CommentInVariable().Replace(plain, match => $"EXEC sp_addextendedproperty 'MS_Description', {match.Groups["text"].Value}, ");
    }

    private static TSqlScript Parse(string script)
    {
        using var reader = new StringReader(script);
        var fragment = new TSql160Parser(initialQuotedIdentifiers: true).Parse(reader, out var errors);
        Assert.Empty(errors.Select(error => $"{error.Line}: {error.Message}"));
        return (TSqlScript)fragment;
    }

    // What is left out moves rows or transactions, or is about the whole database, and is no part of a schema.
    private static IEnumerable<string> SchemaStatements(TSqlScript script)
    {
        var statements = script.Batches.SelectMany(batch => batch.Statements).ToList();
        var added = statements.OfType<AlterTableAddTableElementStatement>().Where(AddsColumns).ToLookup(statement => NameOf(statement.SchemaObjectName));
        return statements
            .Where(statement => statement
                is not IfStatement
                and not BeginTransactionStatement
                and not CommitTransactionStatement
                and not InsertStatement
                and not AlterDatabaseStatement)
            .Where(statement => statement is not AlterTableAddTableElementStatement later || !AddsColumns(later))
            .Select(statement => statement is CreateTableStatement table && added.Contains(NameOf(table.SchemaObjectName)) ? WithColumns(table, added) : TextOf(statement));
    }

    /// <summary>The compiler knows columns by their table's statement only: those that a later migration adds are written into it.</summary>
    private static string WithColumns(CreateTableStatement table, ILookup<string, AlterTableAddTableElementStatement> added)
    {
        var columns = added[NameOf(table.SchemaObjectName)].SelectMany(statement => statement.Definition.ColumnDefinitions).Select(TextOf);
        var head = TextOf(table);
        return head.Insert(head.IndexOf('(', StringComparison.Ordinal) + 1, string.Concat(columns.Select(column => $"{column}, ")));
    }

    private static bool AddsColumns(AlterTableAddTableElementStatement statement) => statement.Definition.ColumnDefinitions.Count > 0;

    private static string NameOf(SchemaObjectName name) => name.BaseIdentifier.Value;

    private static string TextOf(TSqlFragment fragment)
    {
        var text = new StringBuilder();
        for (var index = fragment.FirstTokenIndex; index <= fragment.LastTokenIndex; index++)
        {
            text.Append(fragment.ScriptTokenStream[index].Text);
        }

        return text.ToString();
    }

    [GeneratedRegex(@"^EXEC\(N'(?<text>(?:[^']|'')*)'\);", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ExecutedText();

    [GeneratedRegex(
        @"(?:DECLARE @description\d* AS sql_variant;\s+)?SET @description\d* = (?<text>N'(?:[^']|'')*');\s+EXEC sp_addextendedproperty 'MS_Description', @description\d*, ",
        RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex CommentInVariable();
}
