using System.Net;
using System.Net.Http.Headers;

namespace DonatelloAI.Providers.Http;

/// <summary>
/// A JSON body that knows whether it was begun to be sent. Until then nothing has reached the vendor and nothing can cost;
/// after that, only an answer tells.
/// </summary>
public sealed class SentContent : HttpContent
{
    private readonly ReadOnlyMemory<byte> _json;
    private volatile bool _isBegun;

    /// <summary>A body of UTF-8 JSON.</summary>
    public SentContent(ReadOnlyMemory<byte> json)
    {
        _json = json;
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
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
        await stream.WriteAsync(_json, cancellationToken);
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = _json.Length;
        return true;
    }
}
