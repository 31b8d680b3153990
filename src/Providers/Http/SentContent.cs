using System.Net;
using System.Net.Http.Headers;

namespace DonatelloAI.Providers.Http;

/// <summary>
/// A body that knows whether it was begun to be sent. Until then nothing has reached the vendor and nothing can cost; after
/// that, only an answer tells.
/// </summary>
public sealed class SentContent : HttpContent
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private volatile bool _isBegun;

    /// <summary>A body.</summary>
    /// <param name="bytes">All of it.</param>
    /// <param name="mediaType">What it is, parameters included, such as <c>application/json</c>.</param>
    public SentContent(ReadOnlyMemory<byte> bytes, string mediaType)
    {
        _bytes = bytes;
        Headers.ContentType = MediaTypeHeaderValue.Parse(mediaType);
    }

    /// <summary>True from the first byte on.</summary>
    public bool IsBegun => _isBegun;

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        _isBegun = true;
        await stream.WriteAsync(_bytes, cancellationToken);
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = _bytes.Length;
        return true;
    }
}
