using DonatelloAI.Providers.Keys;

namespace DonatelloAI.Providers;

/// <summary>What the section of every vendor has: where it is called, and with which key.</summary>
public abstract class VendorOptions
{
    /// <summary>
    /// Where the vendor is called. A key goes here and nowhere else, whatever the catalogue says. <c>http</c> is taken with
    /// <see cref="AllowPrivateAddresses"/> only. The default is the vendor's own address, where it has one.
    /// </summary>
    public string? BaseUrl { get; set; }

    /// <summary>The key; null where the server wants none, or a file has it.</summary>
    public string? ApiKey { get; set; }

    /// <summary>A file with the key, read for each call so that it can be changed; instead of <see cref="ApiKey"/>.</summary>
    public string? ApiKeyFile { get; set; }

    /// <summary>
    /// True for a self-hosted server: it and the addresses it delivers from may lie in private networks or on this machine.
    /// Metadata services and link-local addresses stay closed. Default false.
    /// </summary>
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>Why these options cannot be used, in one sentence that names the key; null when they can.</summary>
    public abstract string? Problem(string providerName);

    /// <summary>What is wrong with the address or the key; null when nothing is.</summary>
    /// <param name="section">The provider's section, such as <c>Providers:Stability:stability</c>.</param>
    /// <param name="fallback">The vendor's own address; null where it has none.</param>
    /// <param name="missing">What to say where there is no address at all.</param>
    internal string? CommonProblem(string section, string? fallback, string missing = "set the server's address") =>
        BaseUrl is null && fallback is null ? $"{section}:BaseUrl is missing: {missing}."
        : Address(fallback) is not { } address ? $"{section}:BaseUrl must be an absolute address without a user, a query or a fragment."
        : address.Scheme != Uri.UriSchemeHttps && !(AllowPrivateAddresses && address.Scheme == Uri.UriSchemeHttp)
            ? $"{section}:BaseUrl must begin with https, or with http and {section}:AllowPrivateAddresses=true."
        : ApiKey is not null && ApiKeyFile is not null ? $"{section}: set ApiKey or ApiKeyFile, not both."
        : ApiKey is not null && !KeyReading.IsKey(ApiKey) ? $"{section}:ApiKey must be 1 to 4096 visible ASCII characters."
        : null;

    /// <summary>The address that is called, with a slash at its end; null when it is none.</summary>
    internal Uri? Address(string? fallback) =>
        Uri.TryCreate((BaseUrl ?? fallback ?? "").TrimEnd('/') + "/", UriKind.Absolute, out var address) && address is { UserInfo: "", Query: "", Fragment: "" }
            ? address
            : null;

    /// <summary>The key of <see cref="ApiKey"/> or <see cref="ApiKeyFile"/>.</summary>
    internal ConfiguredKey KeySource(string section, bool isNeeded) => new(section, ApiKey, ApiKeyFile, isNeeded);
}
