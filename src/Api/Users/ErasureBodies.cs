using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Api.Users;

/// <summary>How far an erasure is.</summary>
internal enum ErasureState
{
    /// <summary>Generations run, or images are still to be removed.</summary>
    Running,

    /// <summary>Nothing is left.</summary>
    Completed,
}

/// <summary>What an erasure has done. Once completed it never changes.</summary>
internal sealed record ErasureCertificateAnswer
{
    /// <summary>The person.</summary>
    public required Guid UserId { get; init; }

    /// <summary>The person's organisation.</summary>
    public required Guid OrganizationId { get; init; }

    /// <summary>Whether something is left.</summary>
    public required ErasureState State { get; init; }

    /// <summary>The administrator who asked first.</summary>
    public required Guid RequestedBy { get; init; }

    /// <summary>When the data keys were destroyed and the credentials ended.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>When nothing was left.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>The data keys that were destroyed; none where nothing was ever encrypted for the person.</summary>
    public required IReadOnlyList<DestroyedDataKeyAnswer> DataKeysDestroyed { get; init; }

    /// <summary>True: mail address and object id are free for somebody else.</summary>
    public required bool IndexTombstoned { get; init; }

    /// <summary>Sessions that were ended.</summary>
    public required int SessionsEnded { get; init; }

    /// <summary>API keys that were revoked.</summary>
    public required int ApiKeysRevoked { get; init; }

    /// <summary>Generations that were called off.</summary>
    public required int GenerationsCancelled { get; init; }

    /// <summary>Generations whose texts and files were removed.</summary>
    public required int GenerationsErased { get; init; }

    /// <summary>Images that were removed, each with its thumbnail and description.</summary>
    public required int ImagesRemoved { get; init; }

    /// <summary>Generations that still run, or whose files are still to be removed.</summary>
    public required int GenerationsLeft { get; init; }

    /// <summary>What is kept on purpose.</summary>
    public required IReadOnlyList<KeptRecordAnswer> Kept { get; init; }

    public static ErasureCertificateAnswer Of(ErasureCertificate certificate) => new()
    {
        UserId = certificate.UserId,
        OrganizationId = certificate.OrganizationId,
        State = certificate.CompletedAt is null ? ErasureState.Running : ErasureState.Completed,
        RequestedBy = certificate.RequestedBy,
        RequestedAt = certificate.RequestedAt,
        CompletedAt = certificate.CompletedAt,
        DataKeysDestroyed = [.. certificate.DataKeys.Select(static key => new DestroyedDataKeyAnswer(key.Version, key.Fingerprint))],
        IndexTombstoned = true,
        SessionsEnded = certificate.SessionsEnded,
        ApiKeysRevoked = certificate.ApiKeysRevoked,
        GenerationsCancelled = certificate.GenerationsCancelled,
        GenerationsErased = certificate.GenerationsErased,
        ImagesRemoved = certificate.ImagesRemoved,
        GenerationsLeft = certificate.GenerationsLeft,
        Kept = [.. certificate.Kept.Select(static kept => new KeptRecordAnswer(kept.What, kept.Why))],
    };
}

/// <summary>A data key that was destroyed.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Fingerprint">First 128 bits of the SHA-256 of the wrapped key, in hex: a backup that still holds it is known by it.</param>
internal sealed record DestroyedDataKeyAnswer(int Version, string Fingerprint);

/// <summary>What an erasure keeps.</summary>
/// <param name="What">A code.</param>
/// <param name="Why">The reason.</param>
internal sealed record KeptRecordAnswer(string What, string Why);
