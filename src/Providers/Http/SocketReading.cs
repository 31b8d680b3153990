using System.Buffers;
using System.Net.WebSockets;

namespace DonatelloAI.Providers.Http;

/// <summary>Reads what a server tells over a WebSocket, within limits. Whoever reads it depends on none of it.</summary>
public static class SocketReading
{
    /// <summary>Largest text in bytes.</summary>
    public const int MaxTextBytes = 1024 * 1024;

    /// <summary>Largest message of bytes, such as a preview: it is passed over, and not kept.</summary>
    public const int MaxBinaryBytes = 16 * 1024 * 1024;

    /// <summary>Most messages of one connection.</summary>
    public const int MaxMessages = 20_000;

    private const int BufferBytes = 16 * 1024;

    /// <summary>Hears texts until the other side closes, a limit is passed, or nobody wants more.</summary>
    /// <param name="socket">The connection.</param>
    /// <param name="hear">Hears a text, whose bytes are valid for the call alone; false for enough.</param>
    /// <param name="cancellationToken">Nobody listens any more.</param>
    public static async Task HearTexts(this WebSocket socket, Func<ReadOnlyMemory<byte>, bool> hear, CancellationToken cancellationToken)
    {
        var text = new ArrayBufferWriter<byte>(BufferBytes);
        var buffer = new byte[BufferBytes];
        for (var messages = 0; messages < MaxMessages; messages++)
        {
            text.ResetWrittenCount();
            if (await Next(socket, text, buffer, cancellationToken) is not { } isText || (isText && !hear(text.WrittenMemory))) return;
        }
    }

    /// <summary>The next message: true for a text, false for one that is passed over, null for none.</summary>
    private static async Task<bool?> Next(WebSocket socket, ArrayBufferWriter<byte> text, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            for (var length = 0; ;)
            {
                var frame = await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
                var isText = frame.MessageType == WebSocketMessageType.Text;
                length += frame.Count;
                if (frame.MessageType == WebSocketMessageType.Close || length > (isText ? MaxTextBytes : MaxBinaryBytes)) return null;
                if (isText) text.Write(buffer.AsSpan(0, frame.Count));
                if (frame.EndOfMessage) return isText;
            }
        }
        catch (Exception failure) when (failure is WebSocketException or IOException && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
