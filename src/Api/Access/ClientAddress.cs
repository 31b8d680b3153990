using System.Net;
using System.Net.Sockets;

namespace DonatelloAI.Api.Access;

/// <summary>An address as one that counts for itself.</summary>
internal static class ClientAddress
{
    /// <summary>One household has a whole /64 of IPv6, and one IPv4 address may come in two notations.</summary>
    public static IPAddress Of(IPAddress? remote)
    {
        var address = remote ?? IPAddress.None;
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? new IPAddress([.. address.GetAddressBytes()[..8], .. new byte[8]])
            : address;
    }
}
