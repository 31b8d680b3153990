namespace DonatelloAI.Providers.Http;

/// <summary>Reads a body up to a limit.</summary>
public static class BoundedBody
{
    /// <summary>The body; null when it is longer than the limit, of which at most one byte more was read.</summary>
    /// <exception cref="IOException">The body broke off.</exception>
    public static async Task<ReadOnlyMemory<byte>?> Read(HttpContent content, int limit, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > limit) return null;

        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[Math.Min(limit + 1, (int)(content.Headers.ContentLength ?? 65_535) + 1)];
        for (var length = 0; ;)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
            length += read;
            if (read == 0) return buffer.AsMemory(0, length);
            if (length > limit) return null;
            if (length == buffer.Length) Array.Resize(ref buffer, (int)Math.Min(limit + 1L, buffer.Length * 2L));
        }
    }
}
