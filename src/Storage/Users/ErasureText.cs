using System.Text.Json;
using System.Text.Json.Serialization;
using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Storage.Users;

/// <summary>The certificate of an erasure as it lies in the settings of the person, which hold nothing else from then on.</summary>
internal sealed record ErasureText
{
    private static readonly JsonSerializerOptions Form = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public required Guid RequestedBy { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    public required IReadOnlyList<DestroyedDataKey> DataKeys { get; init; }

    public int SessionsEnded { get; init; }

    public int ApiKeysRevoked { get; init; }

    public int GenerationsCancelled { get; init; }

    public int GenerationsErased { get; init; }

    public int ImagesRemoved { get; init; }

    /// <summary>The numbers of a certificate.</summary>
    public static ErasureText Of(ErasureCertificate certificate, DateTimeOffset completedAt) => new()
    {
        RequestedBy = certificate.RequestedBy,
        RequestedAt = certificate.RequestedAt,
        CompletedAt = completedAt,
        DataKeys = certificate.DataKeys,
        SessionsEnded = certificate.SessionsEnded,
        ApiKeysRevoked = certificate.ApiKeysRevoked,
        GenerationsCancelled = certificate.GenerationsCancelled,
        GenerationsErased = certificate.GenerationsErased,
        ImagesRemoved = certificate.ImagesRemoved,
    };

    /// <summary>As the settings of a person.</summary>
    public string ToSettings() => JsonSerializer.Serialize(new Dictionary<string, ErasureText>(StringComparer.Ordinal) { ["erasure"] = this }, Form);

    /// <summary>What the settings of a person who was erased hold.</summary>
    public static ErasureText FromSettings(string settings) => JsonSerializer.Deserialize<Dictionary<string, ErasureText>>(settings, Form)!["erasure"];
}
