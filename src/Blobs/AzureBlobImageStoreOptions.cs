namespace DonatelloAI.Blobs;

/// <summary>Where and how much an <see cref="AzureBlobImageStore"/> stores.</summary>
public sealed class AzureBlobImageStoreOptions
{
    /// <summary>Connection string of the storage account.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>The container; created when missing, without public access.</summary>
    public required string Container { get; init; }

    /// <summary>Largest image in bytes; 64 MiB unless told otherwise, as in a folder.</summary>
    public int MaxImageBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>How often a request is tried again; 3 unless told otherwise. The pauses between are 0.2, 0.4 and 0.8 s, give or take.</summary>
    public int MaxRetries { get; init; } = 3;

    /// <summary>Seconds after which a request without an answer counts as failed; 20 unless told otherwise, for the slowest link an image should pass.</summary>
    public int TimeoutSeconds { get; init; } = 20;

    /// <summary>
    /// Requests at a time, those among them whose answer is slow; 64 unless told otherwise. At 20 ms each that is 3,200 a second, many times what a
    /// process makes.
    /// </summary>
    public int MaxRequests { get; init; } = 64;
}
