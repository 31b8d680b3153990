using System.Reflection;

namespace DonatelloAI.Storage.OrleansTables;

/// <summary>
/// The tables that the Orleans runtime keeps in our database, and the statements it reads from <c>OrleansQuery</c> and sends:
/// grain state that may be lost or rebuilt, and reminders. The packages bring no scripts, so each engine has one here.
/// </summary>
/// <remarks>
/// A script has the parts <c>create</c>, <c>drop</c> and <c>query</c> with the name that Orleans knows the query by. Orleans
/// prescribes names of tables, columns, parameters and queries. A write that may not happen answers one row with NULL: without
/// a row Orleans would take it for done.
/// </remarks>
internal sealed class OrleansScript
{
    private const string PartMark = "--- ";
    private const string QueryPart = "query ";

    private readonly Dictionary<string, string> _parts;

    private OrleansScript(Dictionary<string, string> parts) => _parts = parts;

    /// <summary>The statements that Orleans sends, by the names it looks them up by.</summary>
    public IEnumerable<KeyValuePair<string, string>> Queries =>
        from part in _parts
        where part.Key.StartsWith(QueryPart, StringComparison.Ordinal)
        select KeyValuePair.Create(part.Key[QueryPart.Length..], part.Value);

    /// <summary>Makes the tables and fills in the queries.</summary>
    public string Create => string.Join('\n', [_parts["create"], .. Queries.Select(Insert)]);

    /// <summary>Removes the tables.</summary>
    public string Drop => _parts["drop"];

    /// <summary>Reads the script of an engine.</summary>
    public static OrleansScript Of(StorageEngine engine)
    {
        using var file = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{engine}.sql")!;
        using var reader = new StreamReader(file);
        return new OrleansScript(Split(reader.ReadToEnd()));
    }

    // What stands before the first mark is about the file. Line ends are those of a checkout, and an old migration must not
    // depend on where it was built.
    private static Dictionary<string, string> Split(string script) =>
        $"\n{script.ReplaceLineEndings("\n")}".Split("\n" + PartMark).Skip(1)
            .Select(static part => part.Split('\n', 2))
            .ToDictionary(static part => part[0].Trim(), static part => part[1].Trim(), StringComparer.Ordinal);

    private static string Insert(KeyValuePair<string, string> query) =>
        $"INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('{query.Key}', '{query.Value.Replace("'", "''", StringComparison.Ordinal)}');";
}
