namespace DonatelloAI.Providers.OpenAiCompatible;

/// <summary>A server that speaks OpenAI's images API: <c>Providers:OpenAiCompatible:{provider name}</c>.</summary>
public sealed class OpenAiCompatibleOptions
{
    /// <summary>The configuration section that holds one section a provider.</summary>
    public const string Section = "Providers:OpenAiCompatible";

    /// <summary>The name of OpenAI itself, for which <see cref="BaseUrl"/> has a default.</summary>
    public const string OpenAi = "openai";

    /// <summary>Fields that may be sent beside <c>model</c> and <c>prompt</c>.</summary>
    public static readonly IReadOnlyList<string> KnownParameters =
    [
        "n", "size", "quality", "output_format", "response_format", "style", "seed", "negative_prompt", "safety_identifier", "user",
    ];

    /// <summary>
    /// Where it is called, such as <c>https://api.openai.com/v1</c>, the default of <c>openai</c>. A key goes here and nowhere
    /// else, whatever the catalogue says. <c>http</c> is taken with <see cref="AllowPrivateAddresses"/> only.
    /// </summary>
    public string? BaseUrl { get; set; }

    /// <summary>The key, sent as a bearer token; null where the server wants none.</summary>
    public string? ApiKey { get; set; }

    /// <summary>A file with the key, read for each call so that it can be changed; instead of <see cref="ApiKey"/>.</summary>
    public string? ApiKeyFile { get; set; }

    /// <summary>The organisation's id at OpenAI, if calls are to be billed to one.</summary>
    public string? Organization { get; set; }

    /// <summary>
    /// True for a self-hosted server: it and the addresses it delivers from may lie in private networks or on this machine.
    /// Metadata services and link-local addresses stay closed. Default false.
    /// </summary>
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>
    /// Which of <see cref="KnownParameters"/> are sent where a request has them. Default for <c>openai</c>: n, size, quality,
    /// output_format, safety_identifier; for others: n, size, quality, response_format, seed, negative_prompt.
    /// </summary>
    public IReadOnlyList<string>? Parameters { get; set; }

    /// <summary>Why these options cannot be used, in one sentence that names the key; null when they can.</summary>
    public string? Problem(string providerName)
    {
        var section = $"{Section}:{providerName}";
        return BaseUrl is null && providerName != OpenAi ? $"{section}:BaseUrl is missing: set the address that ends before /images/generations."
            : BaseAddress(providerName) is not { } address ? $"{section}:BaseUrl must be an absolute address without a user, a query or a fragment."
            : address.Scheme != Uri.UriSchemeHttps && !(AllowPrivateAddresses && address.Scheme == Uri.UriSchemeHttp)
                ? $"{section}:BaseUrl must begin with https, or with http and {section}:AllowPrivateAddresses=true."
            : ApiKey is not null && ApiKeyFile is not null ? $"{section}: set ApiKey or ApiKeyFile, not both."
            : ApiKey is not null && !IsKey(ApiKey) ? $"{section}:ApiKey must be 1 to 4096 visible ASCII characters."
            : Organization is not null && !IsKey(Organization) ? $"{section}:Organization must be visible ASCII characters."
            : Parameters?.FirstOrDefault(name => !KnownParameters.Contains(name, StringComparer.Ordinal)) is { } unknown
                ? $"{section}:Parameters has '{unknown}', which is none of {string.Join(", ", KnownParameters)}."
            : null;
    }

    /// <summary>The address that is called; null when it is none.</summary>
    internal Uri? BaseAddress(string providerName) =>
        Uri.TryCreate((BaseUrl ?? (providerName == OpenAi ? "https://api.openai.com/v1" : "")).TrimEnd('/') + "/", UriKind.Absolute, out var address)
        && address is { UserInfo: "", Query: "", Fragment: "" }
            ? address
            : null;

    /// <summary>The fields to send.</summary>
    internal IReadOnlyList<string> ParametersOf(string providerName) => Parameters
        ?? (providerName == OpenAi
            ? ["n", "size", "quality", "output_format", "safety_identifier"]
            : ["n", "size", "quality", "response_format", "seed", "negative_prompt"]);

    /// <summary>True for what may stand in a header; a header's own check would quote a wrong key in its exception.</summary>
    internal static bool IsKey(string key) => key.Length is >= 1 and <= 4096 && key.All(sign => sign is > ' ' and < '\x7F');
}
