namespace DonatelloAI.Storage.Encryption;

/// <summary>A key of one person or organisation, wrapped under a master key; what is sealed for the owner is sealed under it.</summary>
public sealed class DataKeyRow
{
    /// <summary>The person; for what is an organisation's own, the organisation.</summary>
    public required Guid OwnerId { get; set; }

    /// <summary>Version of the key, which sealed values name: the version of the master key that was active when it was made.</summary>
    public required int Version { get; set; }

    /// <summary>The person's organisation, or the owner itself.</summary>
    public required Guid OrganizationId { get; set; }

    /// <summary>The key, encrypted under a master key: nonce, ciphertext, tag; null once destroyed.</summary>
    public byte[]? WrappedKey { get; set; }

    /// <summary>Version of the master key that it is wrapped under now.</summary>
    public required int MasterVersion { get; set; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When it was destroyed, which erased the owner's texts.</summary>
    public DateTimeOffset? DestroyedAt { get; set; }
}
