using System.ComponentModel.DataAnnotations;
using System.Net;
using DonatelloAI.Hosting;
using Orleans.Configuration;

namespace DonatelloAI.Silo.Clustering;

/// <summary>
/// Where other silos and front ends find this one. Grains have no authentication of their own: whoever reaches these ports is past
/// the front end, so they belong to a network that only members of the cluster are in.
/// </summary>
public sealed class SiloEndpoints : IValidatableObject
{
    private const string AddressKey = "Cluster:Address";
    private const string SiloPortKey = "Cluster:SiloPort";
    private const string GatewayPortKey = "Cluster:GatewayPort";
    private const string GatewayListenPortKey = "Cluster:GatewayListenPort";
    private const int MaxPort = 65_535;

    /// <summary>The address that this silo listens on and is known by; <c>127.0.0.1</c> unless told otherwise. Key <c>Cluster:Address</c>.</summary>
    public string Address { get; private init; } = "127.0.0.1";

    /// <summary>The port that other silos speak to, 11111 unless told otherwise. Key <c>Cluster:SiloPort</c>.</summary>
    [Range(1, MaxPort, ErrorMessage = $"{SiloPortKey} takes a port, 1 to 65535.")]
    public int SiloPort { get; private init; } = EndpointOptions.DEFAULT_SILO_PORT;

    /// <summary>The port that front ends speak to, 30000 unless told otherwise. Key <c>Cluster:GatewayPort</c>.</summary>
    [Range(1, MaxPort, ErrorMessage = $"{GatewayPortKey} takes a port, 1 to 65535.")]
    public int GatewayPort { get; private init; } = EndpointOptions.DEFAULT_GATEWAY_PORT;

    /// <summary>
    /// The port that this silo listens on for front ends, where something between maps <see cref="GatewayPort"/> to another one; the same
    /// unless told otherwise. Key <c>Cluster:GatewayListenPort</c>.
    /// </summary>
    [Range(1, MaxPort, ErrorMessage = $"{GatewayListenPortKey} takes a port, 1 to 65535.")]
    public int GatewayListenPort { get; private init; } = EndpointOptions.DEFAULT_GATEWAY_PORT;

    /// <summary>Reads the settings.</summary>
    public static SiloEndpoints Read(IConfiguration configuration) => Read(configuration, SettingsReader.Number(configuration, GatewayPortKey, EndpointOptions.DEFAULT_GATEWAY_PORT));

    private static SiloEndpoints Read(IConfiguration configuration, int gatewayPort) => new()
    {
        Address = configuration[AddressKey] ?? "127.0.0.1",
        SiloPort = SettingsReader.Number(configuration, SiloPortKey, EndpointOptions.DEFAULT_SILO_PORT),
        GatewayPort = gatewayPort,
        GatewayListenPort = SettingsReader.Number(configuration, GatewayListenPortKey, gatewayPort),
    };

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IPAddress.TryParse(Address, out var address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
        {
            yield return new ValidationResult($"{AddressKey} takes an IP address of this machine that the others reach, not {Address}.");
        }
    }

    /// <summary>Refuses a start on ports that cannot be listened on.</summary>
    /// <exception cref="StartRefusedException">One of them is in use, or the address is not this machine's.</exception>
    internal void Check()
    {
        ListenAddresses.Check(new IPEndPoint(IPAddress.Parse(Address), SiloPort), SiloPortKey);
        ListenAddresses.Check(new IPEndPoint(IPAddress.Parse(Address), GatewayListenPort), GatewayListenPort == GatewayPort ? GatewayPortKey : GatewayListenPortKey);
    }

    /// <summary>Tells Orleans.</summary>
    internal void Apply(EndpointOptions endpoints)
    {
        endpoints.AdvertisedIPAddress = IPAddress.Parse(Address);
        (endpoints.SiloPort, endpoints.GatewayPort) = (SiloPort, GatewayPort);
        endpoints.GatewayListeningEndpoint = new IPEndPoint(endpoints.AdvertisedIPAddress, GatewayListenPort);
    }
}
