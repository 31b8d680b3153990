using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace DonatelloAI.Hosting;

/// <summary>
/// A look at the addresses before anything is started: the server binds them last of all, and a start that must be taken back
/// then has already begun to work.
/// </summary>
public static class ListenAddresses
{
    /// <summary>Refuses a start on an address that cannot be listened on.</summary>
    /// <param name="urls">Addresses, separated by semicolons.</param>
    /// <exception cref="StartRefusedException">One of them is no address, not this machine's, or in use.</exception>
    public static void Check(string? urls)
    {
        foreach (var url in urls?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [])
        {
            if (EndPointOf(Parse(url)) is { } endPoint)
            {
                Bind(url, endPoint);
            }
        }
    }

    /// <summary>Refuses a start on a port that cannot be listened on.</summary>
    /// <param name="endPoint">Address and port.</param>
    /// <param name="key">The key of the configuration that names the port.</param>
    /// <exception cref="StartRefusedException">The address is not this machine's, or the port is in use.</exception>
    public static void Check(IPEndPoint endPoint, string key)
    {
        if (ReasonAgainst(endPoint) is { } reason)
        {
            throw new StartRefusedException($"{endPoint} cannot be listened on: {reason.Message}. Choose another by {key}.", reason.Failure);
        }
    }

    private static BindingAddress Parse(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address.Scheme is "http" or "https" ? address : throw new FormatException();
        }
        catch (FormatException malformed)
        {
            throw new StartRefusedException($"{url} is no address to listen on: --urls takes http://HOST:PORT or https://HOST:PORT.", malformed);
        }
    }

    /// <summary>Null for what cannot be looked at beforehand: a port of the system's choice, a socket file, a pipe.</summary>
    private static IPEndPoint? EndPointOf(BindingAddress address)
    {
        if (address.IsUnixPipe || address.IsNamedPipe || address.Port == 0)
        {
            return null;
        }

        // As the server reads it: a name other than localhost means every address of the machine.
        return address.Host switch
        {
            "localhost" => new IPEndPoint(IPAddress.Loopback, address.Port),
            _ when IPAddress.TryParse(address.Host, out var ip) => new IPEndPoint(ip, address.Port),
            _ => new IPEndPoint(IPAddress.Any, address.Port),
        };
    }

    private static void Bind(string url, IPEndPoint endPoint)
    {
        if (ReasonAgainst(endPoint) is { } reason)
        {
            throw new StartRefusedException($"{url} cannot be listened on: {reason.Message}. Choose another address with --urls.", reason.Failure);
        }
    }

    private static (string Message, SocketException Failure)? ReasonAgainst(IPEndPoint endPoint)
    {
        using var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(endPoint);
            return null;
        }
        catch (SocketException refused)
        {
            return (refused.SocketErrorCode == SocketError.AddressAlreadyInUse ? "address already in use" : refused.Message, refused);
        }
    }
}
