using DonatelloAI.Contracts.Organizations;

namespace DonatelloAI.Contracts.Users;

/// <summary>
/// Erases one person; its key is the person's id. Texts become unreadable with the first commit; the rest follows in bounded steps that
/// whoever asks again, or a reminder, goes on with after a crash.
/// </summary>
[Alias("donatello.IErasureGrain")]
public interface IErasureGrain : IGrainWithGuidKey
{
    /// <summary>
    /// Begins the erasure, or goes on with it, and answers an <see cref="ErasureAnswer"/>. May be repeated. Check before that the caller
    /// may see the person.
    /// </summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    [Alias("Erase")]
    Task<OrganizationReply> Erase(Caller caller);
}

/// <summary>A person is being erased, or is erased.</summary>
/// <param name="Certificate">What has been done.</param>
[GenerateSerializer, Immutable, Alias("donatello.ErasureAnswer")]
public sealed record ErasureAnswer([property: Id(0)] ErasureCertificate Certificate) : OrganizationReply;

/// <summary>What an erasure has done. Once completed it never changes.</summary>
[GenerateSerializer, Immutable, Alias("donatello.ErasureCertificate")]
public sealed record ErasureCertificate
{
    /// <summary>The person.</summary>
    [Id(0)] public required Guid UserId { get; init; }

    /// <summary>The person's organisation.</summary>
    [Id(1)] public required Guid OrganizationId { get; init; }

    /// <summary>The administrator who asked first.</summary>
    [Id(2)] public required Guid RequestedBy { get; init; }

    /// <summary>When the person's data keys were destroyed and their credentials ended.</summary>
    [Id(3)] public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>When nothing was left to remove; null while something is.</summary>
    [Id(4)] public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>The data keys that were destroyed; none for a person for whom nothing was ever sealed.</summary>
    [Id(5)] public required IReadOnlyList<DestroyedDataKey> DataKeys { get; init; }

    /// <summary>Sessions that were ended.</summary>
    [Id(6)] public required int SessionsEnded { get; init; }

    /// <summary>API keys that were revoked.</summary>
    [Id(7)] public required int ApiKeysRevoked { get; init; }

    /// <summary>Generations that were called off.</summary>
    [Id(8)] public required int GenerationsCancelled { get; init; }

    /// <summary>Generations whose texts and files were removed.</summary>
    [Id(9)] public required int GenerationsErased { get; init; }

    /// <summary>Images that were removed from the image store, each with its thumbnail and description.</summary>
    [Id(10)] public required int ImagesRemoved { get; init; }

    /// <summary>Generations that still run, or whose files are still to be removed.</summary>
    [Id(11)] public required int GenerationsLeft { get; init; }

    /// <summary>What is kept on purpose.</summary>
    [Id(12)] public required IReadOnlyList<KeptRecord> Kept { get; init; }
}

/// <summary>A data key that was destroyed.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Fingerprint">
/// First 128 bits of the SHA-256 of the wrapped key as it lay in the database, in hex: a backup that still holds the key is known by it.
/// </param>
[GenerateSerializer, Immutable, Alias("donatello.DestroyedDataKey")]
public sealed record DestroyedDataKey([property: Id(0)] int Version, [property: Id(1)] string Fingerprint);

/// <summary>What an erasure keeps.</summary>
/// <param name="What">A code.</param>
/// <param name="Why">A sentence.</param>
[GenerateSerializer, Immutable, Alias("donatello.KeptRecord")]
public sealed record KeptRecord([property: Id(0)] string What, [property: Id(1)] string Why);
