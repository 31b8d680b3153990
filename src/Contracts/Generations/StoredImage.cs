namespace DonatelloAI.Contracts.Generations;

/// <summary>An image opened for reading.</summary>
public sealed class StoredImage : IAsyncDisposable
{
    /// <summary>The bytes, from their beginning; seekable, so that a range request can be answered.</summary>
    public required Stream Content { get; init; }

    /// <summary>Number of bytes.</summary>
    public required long Length { get; init; }

    /// <summary>Media type of the bytes.</summary>
    public required string ContentType { get; init; }

    /// <summary>SHA-256 of the bytes, 64 lower-case hex digits; serves as an ETag.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The facts as they were stored, a JSON object.</summary>
    public required string FactsJson { get; init; }

    /// <summary>All bytes, for who works on them; who passes them on reads <see cref="Content"/>.</summary>
    public async Task<byte[]> ReadAll(CancellationToken cancellationToken = default)
    {
        var bytes = new byte[Length];
        await Content.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    /// <summary>Closes <see cref="Content"/>.</summary>
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}
