using DonatelloAI.Grains.Providers;
using DonatelloAI.Grains.Generations;
namespace DonatelloAI.Storage.Generations;

/// <summary>One call to a provider for a generation, from its lease to its settlement.</summary>
public sealed class GenerationAttemptRow
{
    /// <summary>The attempt.</summary>
    public Guid Id { get; set; }

    /// <summary>The department's organisation.</summary>
    public required Guid OrganizationId { get; set; }

    /// <summary>The department that pays.</summary>
    public required Guid DepartmentId { get; set; }

    /// <summary>The generation.</summary>
    public required Guid GenerationId { get; set; }

    /// <summary>1 and up.</summary>
    public required int AttemptNo { get; set; }

    /// <summary>The hold that pays.</summary>
    public required Guid HoldId { get; set; }

    /// <summary>Provider called.</summary>
    public required string ModelProvider { get; set; }

    /// <summary>Model called.</summary>
    public required string ModelName { get; set; }

    /// <summary>The vendor account that it used.</summary>
    public required string QuotaPool { get; set; }

    /// <summary>What may be done when its outcome is not known.</summary>
    public required CallKind CallKind { get; set; }

    /// <summary>Where it stands.</summary>
    public AttemptState State { get; set; }

    /// <summary>Silo and activation that drive it.</summary>
    public required string Owner { get; set; }

    /// <summary>Until when its owner may drive it, by the database's clock.</summary>
    public required DateTimeOffset LeaseUntil { get; set; }

    /// <summary>When the call began.</summary>
    public required DateTimeOffset StartedAt { get; set; }

    /// <summary>When its outcome was known.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>The provider's job, stored before waiting.</summary>
    public string? ProviderJobId { get; set; }

    /// <summary>The provider's request id.</summary>
    public string? ProviderRequestId { get; set; }

    /// <summary>Class of the refusal or failure.</summary>
    public string? ErrorClass { get; set; }

    /// <summary>The provider's words, sealed.</summary>
    public string? ErrorDetailEncrypted { get; set; }

    /// <summary>Whether the provider charged.</summary>
    public BilledState Billed { get; set; } = BilledState.Unknown;

    /// <summary>JSON of usage, cost, seed, safety and SHA-256, as stored with the bytes.</summary>
    public string? Facts { get; set; }
}
