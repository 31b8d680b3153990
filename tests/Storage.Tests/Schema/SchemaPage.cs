using System.Text.RegularExpressions;

namespace DonatelloAI.Storage.Tests.Schema;

/// <summary>One line of a table in <c>docs/schema.md</c>.</summary>
public sealed record ColumnOnPage(string Table, string Column, string Type, string Writer, string Reader);

/// <summary>What <c>docs/schema.md</c> says about tables, columns and indexes.</summary>
public sealed partial class SchemaPage
{
    private SchemaPage(string text)
    {
        Text = text;
        Columns = [.. ReadColumns(text.Split('\n'))];
    }

    public string Text { get; }

    public IReadOnlyList<ColumnOnPage> Columns { get; }

    public static SchemaPage Read()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "DonatelloAI.sln")))
        {
            folder = folder.Parent;
        }

        return new SchemaPage(File.ReadAllText(Path.Combine(folder!.FullName, "docs", "schema.md")));
    }

    private static IEnumerable<ColumnOnPage> ReadColumns(IEnumerable<string> lines)
    {
        string? table = null;
        foreach (var line in lines)
        {
            if (TableHeading().Match(line) is { Success: true } heading)
            {
                table = heading.Groups["table"].Value;
            }
            else if (table is not null && line.StartsWith("| `", StringComparison.Ordinal))
            {
                var cells = line.Split('|', StringSplitOptions.TrimEntries);
                yield return new ColumnOnPage(table, cells[1].Trim('`'), cells[2], cells[3], cells[4]);
            }
        }
    }

    [GeneratedRegex("^#### `(?<table>[a-z_]+)`$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TableHeading();
}
