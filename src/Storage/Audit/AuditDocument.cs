using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using DonatelloAI.Grains.Audit;

namespace DonatelloAI.Storage.Audit;

/// <summary>A line of the audit log as a document of Cosmos DB.</summary>
internal sealed record AuditDocument
{
    // As many digits as the hash covers.
    private const string Moment = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    [JsonPropertyName("id")]
    public required string Id { get; init; }

    [JsonPropertyName("user_id")]
    public required string UserId { get; init; }

    [JsonPropertyName("organization_id")]
    public required Guid OrganizationId { get; init; }

    [JsonPropertyName("chain_seq")]
    public required long ChainSeq { get; init; }

    [JsonPropertyName("prev_hash")]
    public required string PrevHash { get; init; }

    [JsonPropertyName("hash")]
    public required string Hash { get; init; }

    [JsonPropertyName("timestamp")]
    public required string Timestamp { get; init; }

    [JsonPropertyName("event_type")]
    public required string EventType { get; init; }

    [JsonPropertyName("action")]
    public required string Action { get; init; }

    [JsonPropertyName("resource_type")]
    public required string ResourceType { get; init; }

    [JsonPropertyName("resource_id")]
    public required string ResourceId { get; init; }

    [JsonPropertyName("user_email")]
    public string? UserEmail { get; init; }

    [JsonPropertyName("ip_address")]
    public string? IpAddress { get; init; }

    [JsonPropertyName("user_agent")]
    public string? UserAgent { get; init; }

    [JsonPropertyName("request_id")]
    public string? RequestId { get; init; }

    [JsonPropertyName("status")]
    public required string Status { get; init; }

    [JsonPropertyName("error_message")]
    public string? ErrorMessage { get; init; }

    [JsonPropertyName("metadata")]
    public required JsonElement Metadata { get; init; }

    public static AuditDocument Of(AuditLine line) => new()
    {
        Id = line.Id.ToString(),
        UserId = line.Entry.Chain,
        OrganizationId = line.Entry.OrganizationId,
        ChainSeq = line.Position,
        PrevHash = line.PreviousHash,
        Hash = line.Hash,
        Timestamp = line.Entry.Timestamp.UtcDateTime.ToString(Moment, CultureInfo.InvariantCulture),
        EventType = line.Entry.EventType,
        Action = line.Entry.Action,
        ResourceType = line.Entry.ResourceType,
        ResourceId = line.Entry.ResourceId,
        UserEmail = line.Entry.UserEmail,
        IpAddress = line.Entry.IpAddress,
        UserAgent = line.Entry.UserAgent,
        RequestId = line.Entry.RequestId,
        Status = line.Entry.Status,
        ErrorMessage = line.Entry.ErrorMessage,
        Metadata = JsonElement.Parse(line.Entry.Metadata),
    };

    public AuditLine ToLine() => new(
        new AuditEntry
        {
            Chain = UserId,
            OrganizationId = OrganizationId,
            Timestamp = DateTimeOffset.ParseExact(Timestamp, Moment, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
            EventType = EventType,
            Action = Action,
            ResourceType = ResourceType,
            ResourceId = ResourceId,
            UserEmail = UserEmail,
            IpAddress = IpAddress,
            UserAgent = UserAgent,
            RequestId = RequestId,
            Status = Status,
            ErrorMessage = ErrorMessage,
            Metadata = AuditMetadata.Canonical(Metadata),
        },
        ChainSeq,
        PrevHash,
        Hash);
}
