using System.Text;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using DonatelloAI.Testing;
using Npgsql;

namespace DonatelloAI.Cluster.Tests;

/// <summary>
/// Every place where a cluster keeps or says something: columns of all tables, blobs with all that describes them, documents of the audit log, what a receiver
/// of telemetry heard, and every file below its folder, those of PostgreSQL, Redis, Azurite and the logs among them.
/// </summary>
internal sealed class Hideouts(RunningCluster cluster)
{
    private const string Columns =
        """
        SELECT table_schema, table_name, column_name, data_type FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
        WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2, 3
        """;

    private const int MaxDocuments = 100_000;

    private NativeCluster Processes => cluster.Processes;

    /// <summary>The places in which marks lie, in whatever form.</summary>
    /// <param name="marks">Texts of ASCII letters and digits.</param>
    public async Task<IReadOnlyList<(string Place, string Mark)>> Search(IReadOnlyCollection<string> marks)
    {
        var found = new List<(string Place, string Mark)>();
        await foreach (var (place, content) in All())
        {
            found.AddRange(marks.Where(mark => Canary.IsIn(content, mark)).Select(mark => (place, mark)));
        }

        return found;
    }

    private async IAsyncEnumerable<(string Place, byte[] Content)> All()
    {
        await foreach (var place in Tables())
        {
            yield return place;
        }

        await foreach (var place in Blobs())
        {
            yield return place;
        }

        if (cluster.Audit == "cosmos")
        {
            await foreach (var place in Documents())
            {
                yield return place;
            }
        }

        yield return ("telemetry", Encoding.UTF8.GetBytes(cluster.Telemetry.Everything));
        foreach (var file in Directory.EnumerateFiles(Processes.Folder, "*", SearchOption.AllDirectories))
        {
            yield return (Path.GetRelativePath(Processes.Folder, file), ReadShared(file));
        }
    }

    /// <summary>Column by column; after it the server's files are on the disk.</summary>
    private async IAsyncEnumerable<(string Place, byte[] Content)> Tables()
    {
        await using var server = NpgsqlDataSource.Create(Processes.Database);
        foreach (var (schema, table, column, type) in await Read(server, Columns, static row => (row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3))))
        {
            var isBinary = type == "bytea";
            var values = await Read(
                server,
                $"SELECT \"{column}\"{(isBinary ? "" : "::text")} FROM \"{schema}\".\"{table}\" WHERE \"{column}\" IS NOT NULL",
                row => isBinary ? row.GetFieldValue<byte[]>(0) : Encoding.UTF8.GetBytes(row.GetString(0)));
            yield return ($"{table}.{column}", Joined(values));
        }

        await using var checkpoint = server.CreateCommand("CHECKPOINT");
        await checkpoint.ExecuteNonQueryAsync();
    }

    private async IAsyncEnumerable<(string Place, byte[] Content)> Blobs()
    {
        var account = new BlobServiceClient(AzuriteServer.ConnectionStringOf(Processes.PortOf("azurite")));
        await foreach (var container in account.GetBlobContainersAsync())
        {
            var blobs = account.GetBlobContainerClient(container.Name);
            await foreach (var blob in blobs.GetBlobsAsync(BlobTraits.Metadata | BlobTraits.Tags, BlobStates.None, prefix: null, CancellationToken.None))
            {
                yield return ("blob names and headers", Encoding.UTF8.GetBytes($"{blob.Name} {blob.Properties.ContentType} {blob.Properties.ContentDisposition} {blob.Properties.CacheControl}"));
                yield return ("blob metadata", Encoding.UTF8.GetBytes(Text(blob.Metadata)));
                yield return ("blob tags", Encoding.UTF8.GetBytes(Text(blob.Tags)));
                yield return ("blob contents", (await blobs.GetBlobClient(blob.Name).DownloadContentAsync()).Value.Content.ToArray());
            }
        }
    }

    /// <summary>All documents of the stand-in, which asks nobody for a key.</summary>
    private async IAsyncEnumerable<(string Place, byte[] Content)> Documents()
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{Processes.PortOf("cosmos")}/") };
        http.DefaultRequestHeaders.Add("x-ms-max-item-count", $"{MaxDocuments}");
        using var answer = await http.GetAsync(new Uri("dbs/donatelloai-audit/colls/audit_logs/docs", UriKind.Relative));
        Assert.True(answer.IsSuccessStatusCode, $"The audit log's documents: {answer.StatusCode}");
        Assert.False(answer.Headers.Contains("x-ms-continuation"), "There are more documents than one page has.");
        yield return ("cosmos documents", await answer.Content.ReadAsByteArrayAsync());
    }

    private static async Task<List<T>> Read<T>(NpgsqlDataSource server, string query, Func<NpgsqlDataReader, T> value)
    {
        await using var command = server.CreateCommand(query);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
        {
            rows.Add(value(reader));
        }

        return rows;
    }

    /// <summary>With a byte between two values that no mark has.</summary>
    private static byte[] Joined(List<byte[]> values)
    {
        using var joined = new MemoryStream();
        foreach (var value in values)
        {
            joined.Write(value);
            joined.WriteByte(0);
        }

        return joined.ToArray();
    }

    private static string Text(IDictionary<string, string>? pairs) => string.Join('\n', (pairs ?? new Dictionary<string, string>(StringComparer.Ordinal)).Select(static pair => $"{pair.Key}={pair.Value}"));

    /// <summary>A file that its process is still writing; nothing where it went away meanwhile, as files of PostgreSQL do.</summary>
    private static byte[] ReadShared(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var content = new MemoryStream();
            file.CopyTo(content);
            return content.ToArray();
        }
        catch (FileNotFoundException)
        {
            return [];
        }
    }
}
