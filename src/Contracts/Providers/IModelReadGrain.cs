namespace DonatelloAI.Contracts.Providers;

/// <summary>Reads what models are on offer. Stateless; the key is any number.</summary>
[Alias("donatello.IModelReadGrain")]
public interface IModelReadGrain : IGrainWithIntegerKey
{
    /// <summary>Every model of the catalogue, by provider and name.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read and nothing is remembered of it.</exception>
    [Alias("List")]
    Task<IReadOnlyList<ModelView>> List();
}

/// <summary>A model as callers see it.</summary>
[GenerateSerializer, Immutable, Alias("donatello.ModelView")]
public sealed record ModelView
{
    /// <summary><c>provider/model</c>.</summary>
    [Id(0)] public required string Id { get; init; }

    /// <summary>The provider.</summary>
    [Id(1)] public required string Provider { get; init; }

    /// <summary>Name for people.</summary>
    [Id(2)] public string? DisplayName { get; init; }

    /// <summary>Whether it can be called now.</summary>
    [Id(3)] public required ModelAvailability Availability { get; init; }

    /// <summary>Why it cannot be called; null when it can.</summary>
    [Id(4)] public string? UnavailableReason { get; init; }

    /// <summary>What it can do, the JSON object of the catalogue.</summary>
    [Id(5)] public required string CapabilitiesJson { get; init; }

    /// <summary>What it costs now, the JSON array of the price in force; null where it has no price.</summary>
    [Id(6)] public string? PriceJson { get; init; }

    /// <summary>Currency of the price.</summary>
    [Id(7)] public string? Currency { get; init; }

    /// <summary>The ceiling of one image of default size and quality with a prompt of 1,000 bytes; null where it cannot be priced.</summary>
    [Id(8)] public Money? TypicalCeiling { get; init; }

    /// <summary>When it entered the catalogue.</summary>
    [Id(9)] public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its vendor ends it; null where nothing is announced.</summary>
    [Id(10)] public DateTimeOffset? ShutdownAt { get; init; }

    /// <summary>What takes over, <c>provider/model</c>.</summary>
    [Id(11)] public string? ReplacementModel { get; init; }
}

/// <summary>Whether a model can be called.</summary>
[GenerateSerializer, Alias("donatello.ModelAvailability")]
public enum ModelAvailability
{
    /// <summary>It can.</summary>
    Available = 0,

    /// <summary>Its provider fails too often at the moment.</summary>
    Degraded = 1,

    /// <summary>It is switched off, not set up here, not open yet, retired or unpriced.</summary>
    Unavailable = 2,
}
