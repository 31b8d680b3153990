using System.Net;
using System.Text.Json;
using DonatelloAI.Contracts;
using DonatelloAI.Grains.Audit;
using Microsoft.Azure.Cosmos;

namespace DonatelloAI.Storage.Audit;

/// <summary>
/// The audit log in a container of Cosmos DB. A chain is a partition, and a line's id is made of chain and position, so a position is
/// created once. Lines are created one after the other: what is durable is always a chain without gaps.
/// </summary>
public sealed class CosmosAuditSink : IAuditSink, IDisposable
{
    // A chain that is never written.
    private const string FirstQuery = "system:start";

    private const string TailQuery = "SELECT TOP @limit * FROM c WHERE c.user_id = @chain ORDER BY c.chain_seq DESC";

    private readonly CosmosClient _client;
    private readonly CosmosAuditOptions _options;
    private readonly Container _container;

    /// <summary>Opens no connection yet; see <see cref="Ensure"/>.</summary>
    public CosmosAuditSink(CosmosAuditOptions options)
    {
        _options = options;
        _client = new CosmosClient(options.ConnectionString, ClientOptions(options));
        _container = _client.GetContainer(options.Database, options.Container);
    }

    /// <summary>
    /// Makes database and container where they are missing, and looks at what is there. One query is asked, because the client
    /// prepares itself at its first one, where it may block threads for seconds: a silo that already runs would be taken for dead.
    /// </summary>
    /// <exception cref="AuditSinkException">The sink cannot be used.</exception>
    public async Task Ensure()
    {
        await CosmosAuditContainer.Ensure(_client, _options);
        try
        {
            await ReadTail(FirstQuery, 1);
        }
        catch (StorageUnavailableException failed)
        {
            throw new AuditSinkException("the container cannot be read", failed);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AuditLine>> ReadTail(string chain, int limit)
    {
        var query = new QueryDefinition(TailQuery).WithParameter("@limit", limit).WithParameter("@chain", chain);
        var request = new QueryRequestOptions { PartitionKey = new PartitionKey(chain), MaxItemCount = limit };
        var lines = new List<AuditLine>();
        try
        {
            using var pages = _container.GetItemQueryIterator<AuditDocument>(query, requestOptions: request);
            while (pages.HasMoreResults && lines.Count < limit)
            {
                lines.AddRange((await pages.ReadNextAsync()).Select(static document => document.ToLine()));
            }

            return lines;
        }
        catch (Exception failed) when (IsOutage(failed))
        {
            throw new StorageUnavailableException("The audit log could not be read.", new IOException(Say(failed), failed));
        }
    }

    /// <inheritdoc/>
    public async Task<AuditAppend> Append(IReadOnlyList<AuditLine> lines)
    {
        for (var durable = 0; durable < lines.Count; durable++)
        {
            if (await Create(lines[durable]) is { } failed)
            {
                return failed with { Durable = durable };
            }
        }

        return new AuditAppend(AuditAppendResult.Done, lines.Count);
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    /// <summary>Creates one document; null when it is durable.</summary>
    private async Task<AuditAppend?> Create(AuditLine line)
    {
        try
        {
            await _container.CreateItemAsync(
                AuditDocument.Of(line), new PartitionKey(line.Entry.Chain), new ItemRequestOptions { EnableContentResponseOnWrite = false });
            return null;
        }
        catch (CosmosException taken) when (taken.StatusCode == HttpStatusCode.Conflict)
        {
            return new AuditAppend(AuditAppendResult.Conflict, 0);
        }
        catch (CosmosException refused) when (!CosmosAuditContainer.IsTransient(refused.StatusCode))
        {
            return new AuditAppend(AuditAppendResult.Refused, 0, Say(refused));
        }
        catch (Exception failed) when (IsOutage(failed))
        {
            return new AuditAppend(AuditAppendResult.Unavailable, 0, Say(failed));
        }
    }

    private static bool IsOutage(Exception failed) => failed is CosmosException or HttpRequestException or OperationCanceledException;

    /// <summary>The status alone: what the client says besides may quote the document.</summary>
    private static string Say(Exception failed) =>
        failed is CosmosException answered ? $"Cosmos DB answered {(int)answered.StatusCode}" : $"Cosmos DB is out of reach ({failed.GetType().Name})";

    private static CosmosClientOptions ClientOptions(CosmosAuditOptions options) => new()
    {
        ApplicationName = "donatelloai-audit",
        ConnectionMode = ConnectionMode.Gateway,

        // What speaks plain HTTP is a stand-in, and names addresses of its own that lead nowhere.
        LimitToEndpoint = options.ConnectionString.Contains("AccountEndpoint=http://", StringComparison.OrdinalIgnoreCase),
        RequestTimeout = TimeSpan.FromSeconds(options.TimeoutSeconds),
        MaxRetryAttemptsOnRateLimitedRequests = options.BusyTries,
        MaxRetryWaitTimeOnRateLimitedRequests = TimeSpan.FromSeconds(options.BusySeconds),
        UseSystemTextJsonSerializerWithOptions = new JsonSerializerOptions(JsonSerializerDefaults.General),
    };
}
