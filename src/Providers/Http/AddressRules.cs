using System.Collections.Frozen;
using System.Net;
using System.Net.Sockets;

namespace DonatelloAI.Providers.Http;

/// <summary>Which addresses a program may be sent to by configuration or by a stranger's answer.</summary>
public static class AddressRules
{
    // Services of clouds that hand out credentials; no allow-list opens them.
    private static readonly FrozenSet<IPAddress> Metadata = FrozenSet.Create(
        IPAddress.Parse("169.254.169.254"), // most clouds
        IPAddress.Parse("169.254.170.2"), // Amazon ECS
        IPAddress.Parse("169.254.170.23"), // Amazon EKS
        IPAddress.Parse("168.63.129.16"), // Azure
        IPAddress.Parse("100.100.100.200"), // Alibaba
        IPAddress.Parse("192.0.0.192"), // Oracle
        IPAddress.Parse("fd00:ec2::254"), // Amazon
        IPAddress.Parse("fd00:ec2::23"), // Amazon EKS
        IPAddress.Parse("fd20:ce::254")); // Google

    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            // This network, private, shared (CGNAT), loopback, link-local.
            "0.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
            // Protocol assignments, documentation, relays, benchmarks.
            "192.0.0.0/24", "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "192.88.99.0/24", "198.18.0.0/15",
            // Multicast, reserved, broadcast.
            "224.0.0.0/4", "240.0.0.0/4",
            // Only 2000::/3 is given out; of it documentation, Teredo, ORCHID and benchmarks are no hosts.
            "2001::/23", "2001:db8::/32", "3fff::/20",
        }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork GlobalV6 = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork LinkLocalV4 = IPNetwork.Parse("169.254.0.0/16");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>True for an address of the public internet.</summary>
    public static bool IsPublic(IPAddress address)
    {
        var plain = Plain(address);
        return !Metadata.Contains(plain)
            && !Array.Exists(Special, network => network.Contains(plain))
            && (plain.AddressFamily is AddressFamily.InterNetwork || GlobalV6.Contains(plain));
    }

    /// <summary>True for an address that nothing opens: metadata services, link-local, multicast, unspecified, broadcast.</summary>
    public static bool IsForbidden(IPAddress address)
    {
        var plain = Plain(address);
        return Metadata.Contains(plain)
            || LinkLocalV4.Contains(plain)
            || plain.IsIPv6LinkLocal || plain.IsIPv6Multicast || plain.IsIPv6SiteLocal
            || plain.Equals(IPAddress.IPv6Any)
            || (plain.AddressFamily is AddressFamily.InterNetwork && plain.GetAddressBytes()[0] is 0 or >= 224);
    }

    /// <summary>True when it may be connected to.</summary>
    /// <param name="address">The address, as resolved.</param>
    /// <param name="allowPrivate">True where private networks and this machine are meant, as for a self-hosted server.</param>
    public static bool IsAllowed(IPAddress address, bool allowPrivate) => allowPrivate ? !IsForbidden(address) : IsPublic(address);

    // An IPv4 address can hide in an IPv6 one: mapped, compatible, translated or tunnelled.
    private static IPAddress Plain(IPAddress address)
    {
        if (address.AddressFamily is not AddressFamily.InterNetworkV6) return address;
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();

        var bytes = address.GetAddressBytes();
        return Nat64.Contains(address) ? new IPAddress(bytes.AsSpan(12))
            : SixToFour.Contains(address) ? new IPAddress(bytes.AsSpan(2, 4))
            : IsCompatible(bytes) ? new IPAddress(bytes.AsSpan(12))
            : new IPAddress(bytes);
    }

    private static bool IsCompatible(byte[] bytes) =>
        !bytes.AsSpan(0, 12).ContainsAnyExcept((byte)0) && bytes.AsSpan(12).ContainsAnyExcept((byte)0) && !bytes.AsSpan(12).SequenceEqual((ReadOnlySpan<byte>)[0, 0, 0, 1]);
}
