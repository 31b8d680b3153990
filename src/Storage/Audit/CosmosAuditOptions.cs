namespace DonatelloAI.Storage.Audit;

/// <summary>Where an audit log in Cosmos DB lies and what is provisioned for it.</summary>
public sealed class CosmosAuditOptions
{
    /// <summary>The account, as <c>AccountEndpoint=…;AccountKey=…</c>.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>The database, <c>donatelloai-audit</c> unless told otherwise; made when missing.</summary>
    public string Database { get; init; } = "donatelloai-audit";

    /// <summary>The container, <c>audit_logs</c> unless told otherwise; made when missing.</summary>
    public string Container { get; init; } = "audit_logs";

    /// <summary>Request units a second up to which a container that is made scales by itself, 40,000; null on a serverless account.</summary>
    public int? MaxThroughput { get; init; } = 40_000;

    /// <summary>Seconds that one request may take, 10.</summary>
    public int TimeoutSeconds { get; init; } = 10;

    /// <summary>How often a request that the account is too busy for (429) is tried again, 5; each waits as long as the account asks.</summary>
    public int BusyTries { get; init; } = 5;

    /// <summary>Longest time, in seconds, that these tries may take together, 10. What is left then waits for the relay's next look.</summary>
    public int BusySeconds { get; init; } = 10;
}
