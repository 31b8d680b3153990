using System.ComponentModel.DataAnnotations;
using System.Data.Common;
using DonatelloAI.Hosting;
using DonatelloAI.Storage.Audit;

namespace DonatelloAI.Silo.Audit;

/// <summary>Where the audit log lies. Section <c>Audit</c>.</summary>
public sealed class AuditSettings : IValidatableObject
{
    /// <summary>Key of <see cref="Sink"/> in the configuration.</summary>
    public const string SinkKey = "Audit:Sink";

    /// <summary>Key of <see cref="Cosmos"/> in the configuration.</summary>
    public const string CosmosKey = "ConnectionStrings:Audit";

    /// <summary>Key of <see cref="Throughput"/> in the configuration.</summary>
    public const string ThroughputKey = "Audit:Throughput";

    /// <summary>The sink in the table <c>audit_events</c> of the database.</summary>
    public const string DatabaseSink = "database";

    /// <summary>The sink in Cosmos DB.</summary>
    public const string CosmosSink = "cosmos";

    /// <summary>The throughput of an account that has none to provision.</summary>
    public const string Serverless = "serverless";

    // Bounds and step of what autoscale can be told.
    private const int LeastThroughput = 1_000;
    private const int MostThroughput = 1_000_000;

    /// <summary><c>database</c>, unless told otherwise, or <c>cosmos</c>.</summary>
    [AllowedValues(DatabaseSink, CosmosSink, ErrorMessage = $"{SinkKey} is no known sink: set it to {DatabaseSink} or {CosmosSink}.")]
    public string Sink { get; private init; } = DatabaseSink;

    /// <summary>Connection string of the account of a <c>cosmos</c> sink. No default.</summary>
    public string? Cosmos { get; private init; }

    /// <summary>Request units a second up to which a new container scales by itself, 40000 unless told otherwise, or <c>serverless</c>.</summary>
    public string Throughput { get; private init; } = "40000";

    /// <summary>The database of a <c>cosmos</c> sink, <c>donatelloai-audit</c> unless told otherwise. Key <c>Audit:Database</c>.</summary>
    public string Database { get; private init; } = "donatelloai-audit";

    /// <summary>The container of a <c>cosmos</c> sink, <c>audit_logs</c> unless told otherwise. Key <c>Audit:Container</c>.</summary>
    public string Container { get; private init; } = "audit_logs";

    /// <summary>True when the log lies in Cosmos DB.</summary>
    public bool IsCosmos => Sink == CosmosSink;

    /// <summary>Reads the settings.</summary>
    public static AuditSettings Read(IConfiguration configuration) => new()
    {
        Sink = configuration[SinkKey] ?? DatabaseSink,
        Cosmos = configuration[CosmosKey],
        Throughput = configuration[ThroughputKey] ?? "40000",
        Database = configuration["Audit:Database"] ?? "donatelloai-audit",
        Container = configuration["Audit:Container"] ?? "audit_logs",
    };

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IsCosmos)
        {
            yield break;
        }

        if (string.IsNullOrEmpty(Cosmos))
        {
            yield return new ValidationResult($"{CosmosKey} is missing: set it to the connection string of the Cosmos DB account.");
        }
        else if (!IsAccount(Cosmos))
        {
            yield return new ValidationResult($"{CosmosKey} must read AccountEndpoint=https://…;AccountKey=…, with the key as the account shows it.");
        }

        if (Throughput != Serverless && !IsThroughput(Throughput))
        {
            yield return new ValidationResult($"{ThroughputKey} must be {Serverless}, or a multiple of 1000 from {LeastThroughput} to {MostThroughput}.");
        }
    }

    /// <summary>What the sink in Cosmos DB is made with, once the settings were found to be right.</summary>
    internal CosmosAuditOptions CosmosOptions => new()
    {
        ConnectionString = Cosmos!,
        Database = Database,
        Container = Container,
        MaxThroughput = Throughput == Serverless ? null : Number(Throughput),
    };

    private static bool IsAccount(string text)
    {
        var parts = new DbConnectionStringBuilder();
        try
        {
            parts.ConnectionString = text;
        }
        catch (ArgumentException)
        {
            return false;
        }

        return parts.TryGetValue("AccountEndpoint", out var endpoint) && Uri.IsWellFormedUriString(endpoint as string, UriKind.Absolute)
            && parts.TryGetValue("AccountKey", out var key) && Convert.TryFromBase64String((string)key, new byte[((string)key).Length], out _);
    }

    private static bool IsThroughput(string text) => Number(text) is >= LeastThroughput and <= MostThroughput and var number && number % 1_000 == 0;

    private static int Number(string text) =>
        int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : 0;
}
