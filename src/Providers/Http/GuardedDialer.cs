using System.Net;
using System.Net.Sockets;

namespace DonatelloAI.Providers.Http;

/// <summary>
/// Opens connections: resolves a name once, checks every address, and connects to a checked address, so that a name which
/// resolves differently the next moment gains nothing.
/// </summary>
/// <param name="allowPrivate">True where private networks and this machine are meant.</param>
/// <param name="resolve">Gives a name's addresses; null for the system's resolver.</param>
public sealed class GuardedDialer(bool allowPrivate, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
{
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve = resolve ?? Dns.GetHostAddressesAsync;

    /// <summary>The addresses to try.</summary>
    /// <exception cref="AddressRefusedException">One of them must not be asked.</exception>
    public async Task<IPAddress[]> Resolve(string host, CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(host.Trim('[', ']'), out var literal) ? [literal] : await _resolve(host, cancellationToken);
        if (addresses.Length == 0) throw new SocketException((int)SocketError.HostNotFound);

        return Array.TrueForAll(addresses, address => AddressRules.IsAllowed(address, allowPrivate))
            ? addresses
            : throw new AddressRefusedException();
    }

    /// <summary>A connection for <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    public async ValueTask<Stream> Dial(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var addresses = await Resolve(context.DnsEndPoint.Host, cancellationToken);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>A name leads to an address that must not be asked.</summary>
public sealed class AddressRefusedException() : IOException("The address is private, local or reserved, and must not be asked.");
