using System.Net;
using DonatelloAI.Hosting;

namespace DonatelloAI.Api.Sessions;

/// <summary>
/// Which peers are proxies whose word about a caller's address is taken. Without any, an address is the connection's own: a header that
/// anybody may send says nothing.
/// </summary>
public sealed class TrustedProxies
{
    /// <summary>Its key in the configuration: a list of addresses and networks such as <c>10.0.0.0/8</c>.</summary>
    public const string Key = "Api:TrustedProxies";

    private const string Header = "X-Forwarded-For";

    /// <summary>Most steps of a chain of proxies that are looked at.</summary>
    private const int MaxSteps = 16;

    private readonly IReadOnlyList<IPNetwork> _networks;

    private TrustedProxies(IReadOnlyList<IPNetwork> networks) => _networks = networks;

    /// <summary>No proxy.</summary>
    public static TrustedProxies None { get; } = new([]);

    /// <summary>Reads the configuration: a list, or one text separated by commas.</summary>
    /// <exception cref="StartRefusedException">An entry is neither an address nor a network.</exception>
    public static TrustedProxies Read(IConfiguration configuration) =>
        new([.. TextsOf(configuration).SelectMany(static text => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Select(Parse)]);

    /// <summary>The caller's address: the connection's, or where that is a proxy's, the last one in the header that is not.</summary>
    public IPAddress? AddressOf(HttpContext context)
    {
        var address = Plain(context.Connection.RemoteIpAddress);
        var claimed = context.Request.Headers[Header].SelectMany(static value => value?.Split(',') ?? []).Reverse().Take(MaxSteps);
        foreach (var step in claimed)
        {
            if (address is null || !IsProxy(address) || !IPAddress.TryParse(step.Trim(), out var before))
            {
                break;
            }

            address = Plain(before);
        }

        return address;
    }

    private static IEnumerable<string> TextsOf(IConfiguration configuration) =>
        configuration.GetSection(Key) is var section && section.Value is { } one ? [one] : section.GetChildren().Select(static child => child.Value).OfType<string>();

    private static IPNetwork Parse(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : throw new StartRefusedException($"{Key} has an entry that is neither an address nor a network: {text}. Write 10.1.2.3 or 10.0.0.0/8.");

    private static IPAddress? Plain(IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;

    private bool IsProxy(IPAddress address) => _networks.Any(network => network.Contains(address));
}
