namespace DonatelloAI.Providers.BlackForestLabs;

/// <summary>An account at Black Forest Labs: <c>Providers:BlackForestLabs:{provider name}</c>; the catalogue's name is <c>bfl</c>.</summary>
public sealed class BlackForestLabsOptions : VendorOptions
{
    /// <summary>The configuration section that holds one section a provider.</summary>
    public const string Section = "Providers:BlackForestLabs";

    private const string VendorAddress = "https://api.bfl.ai/v1";

    /// <summary>
    /// Hosts that may be asked for a job, with the key, beside that of the base address: each name itself and all below it. A region answers
    /// under a host of its own. Default: <c>bfl.ai</c>.
    /// </summary>
    public IReadOnlyList<string>? PollHosts { get; set; }

    /// <summary>How much the vendor lets through, 0 (strict) to 6, FLUX.2 to 5; null for the vendor's default, 2.</summary>
    public int? SafetyTolerance { get; set; }

    /// <summary>True when FLUX 3 may search the web for what a prompt names, which sends it on; default false.</summary>
    public bool Grounding { get; set; }

    /// <inheritdoc/>
    public override string? Problem(string providerName)
    {
        var section = $"{Section}:{providerName}";
        return CommonProblem(section, VendorAddress)
            ?? (SafetyTolerance is < 0 or > 6 ? $"{section}:SafetyTolerance must be 0 to 6."
                : PollHosts?.FirstOrDefault(static host => Uri.CheckHostName(host) == UriHostNameType.Unknown) is not null
                    ? $"{section}:PollHosts must be names of hosts, without a scheme and a port."
                : null);
    }

    /// <summary>The address that is called.</summary>
    internal Uri BaseAddress => Address(VendorAddress)!;

    /// <summary>True for an address that may be asked for a job.</summary>
    internal bool MayPoll(Uri address) =>
        (address.Scheme == Uri.UriSchemeHttps || (AllowPrivateAddresses && address.Scheme == Uri.UriSchemeHttp))
        && (address.IsDefaultPort || AllowPrivateAddresses)
        && address.UserInfo.Length == 0
        && (IsHost(address, BaseAddress.Host) || (PollHosts ?? ["bfl.ai"]).Any(host => IsHost(address, host) || IsBelow(address, host)));

    private static bool IsHost(Uri address, string host) => string.Equals(address.Host, host, StringComparison.OrdinalIgnoreCase);

    private static bool IsBelow(Uri address, string host) => address.Host.EndsWith($".{host}", StringComparison.OrdinalIgnoreCase);
}
