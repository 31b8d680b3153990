using System.Net.WebSockets;

namespace DonatelloAI.Providers.Keys;

/// <summary>The header that carries a vendor's key.</summary>
/// <param name="name">Its name, such as <c>Authorization</c>.</param>
/// <param name="scheme">What stands before the key; empty for the key alone.</param>
/// <param name="source">Where the key comes from.</param>
public sealed class KeyHeader(string name, string scheme, IKeySource source)
{
    /// <summary>Where the key comes from.</summary>
    public IKeySource Source => source;

    /// <summary><c>Authorization: Bearer …</c>.</summary>
    public static KeyHeader Bearer(IKeySource source) => new("Authorization", "Bearer ", source);

    /// <summary>A header of the vendor's own with the key alone.</summary>
    public static KeyHeader Plain(string name, IKeySource source) => new(name, "", source);

    internal void Set(HttpRequestMessage request, string? key)
    {
        if (key is not null) request.Headers.TryAddWithoutValidation(name, scheme + key);
    }

    internal void Set(ClientWebSocketOptions socket, string? key)
    {
        if (key is not null) socket.SetRequestHeader(name, scheme + key);
    }
}
