namespace DonatelloAI.Providers.Stability;

/// <summary>An account at Stability AI: <c>Providers:Stability:{provider name}</c>; the catalogue's name is <c>stability</c>.</summary>
public sealed class StabilityOptions : VendorOptions
{
    /// <summary>The configuration section that holds one section a provider.</summary>
    public const string Section = "Providers:Stability";

    private const string VendorAddress = "https://api.stability.ai";

    /// <summary>True to have images as base64 in JSON; default false: as bytes, which is a quarter less to carry.</summary>
    public bool AcceptJson { get; set; }

    /// <summary>
    /// True when an image that the vendor blurred under its content rules is charged; default true. The vendor does not say, and a charge
    /// that is booked can be adjusted.
    /// </summary>
    public bool FilteredIsCharged { get; set; } = true;

    /// <inheritdoc/>
    public override string? Problem(string providerName) => CommonProblem($"{Section}:{providerName}", VendorAddress);

    /// <summary>Where an endpoint is called, such as <c>core</c>.</summary>
    internal Uri AddressOf(string endpoint) => new(Address(VendorAddress)!, $"v2beta/stable-image/generate/{endpoint}");
}
