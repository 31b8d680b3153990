using System.Net;
using Microsoft.Azure.Cosmos;

namespace DonatelloAI.Storage.Audit;

/// <summary>The container of an audit log in Cosmos DB: what it must be, and how it is made.</summary>
internal static class CosmosAuditContainer
{
    /// <summary>Seven years with two leap days, after which the account removes a document.</summary>
    public const int TimeToLiveSeconds = 220_924_800;

    /// <summary>The path of the partition key: a chain is a partition, so its reads cost one.</summary>
    public const string PartitionKey = "/user_id";

    private static readonly string[] IndexedPaths =
    [
        "/user_id/?", "/timestamp/?", "/event_type/?", "/resource_id/?", "/status/?", "/organization_id/?", "/chain_seq/?",
    ];

    /// <summary>Makes the database and the container that are missing, and looks at the one that is there.</summary>
    /// <exception cref="AuditSinkException">They are out of reach, or the container has another partition key.</exception>
    public static async Task Ensure(CosmosClient client, CosmosAuditOptions options)
    {
        try
        {
            var throughput = options.MaxThroughput is { } most ? ThroughputProperties.CreateAutoscaleThroughput(most) : null;
            var database = await client.CreateDatabaseIfNotExistsAsync(options.Database);
            var container = await database.Database.CreateContainerIfNotExistsAsync(Properties(options.Container), throughput);
            RefuseAnother(container.Resource);
        }
        catch (CosmosException failed)
        {
            throw new AuditSinkException($"the account answered {(int)failed.StatusCode} ({failed.StatusCode})", failed);
        }
        catch (Exception failed) when (failed is HttpRequestException or OperationCanceledException)
        {
            throw new AuditSinkException("the account is out of reach", failed);
        }
        catch (ArgumentException failed) when (failed.Message.Contains("partition key", StringComparison.OrdinalIgnoreCase))
        {
            // The client refuses a container with another partition key before it can be looked at.
            throw new AuditSinkException($"the container has another partition key than {PartitionKey}", failed);
        }
    }

    /// <summary>What a new container is made with.</summary>
    public static ContainerProperties Properties(string name)
    {
        var properties = new ContainerProperties(name, PartitionKey)
        {
            DefaultTimeToLive = TimeToLiveSeconds,
            IndexingPolicy = new IndexingPolicy { Automatic = true, IndexingMode = IndexingMode.Consistent },
        };
        foreach (var path in IndexedPaths)
        {
            properties.IndexingPolicy.IncludedPaths.Add(new IncludedPath { Path = path });
        }

        properties.IndexingPolicy.ExcludedPaths.Add(new ExcludedPath { Path = "/*" });
        return properties;
    }

    private static void RefuseAnother(ContainerProperties found)
    {
        if (found.PartitionKeyPath != PartitionKey)
        {
            throw new AuditSinkException($"the container has the partition key {found.PartitionKeyPath} and not {PartitionKey}");
        }
    }

    /// <summary>True for what passes by itself.</summary>
    public static bool IsTransient(HttpStatusCode status) =>
        status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.Gone or (HttpStatusCode)449 or >= HttpStatusCode.InternalServerError;
}
