using DonatelloAI.Providers.Keys;

namespace DonatelloAI.Providers.AzureOpenAi;

/// <summary>A resource of Azure OpenAI: <c>Providers:AzureOpenAi:{provider name}</c>; the catalogue's name is <c>azure-openai</c>.</summary>
public sealed class AzureOpenAiOptions : VendorOptions
{
    /// <summary>The configuration section that holds one section a provider.</summary>
    public const string Section = "Providers:AzureOpenAi";

    /// <summary>
    /// A file with an access token of Entra ID, read for each call, so that whoever wrote it may renew it; instead of a key. Its scope is
    /// <c>https://cognitiveservices.azure.com/.default</c>.
    /// </summary>
    public string? TokenFile { get; set; }

    /// <summary>
    /// True for addresses of the older form, <c>/openai/deployments/{deployment}/images/generations</c>; default false:
    /// <c>/openai/v1/images/generations</c>, with the deployment in the body.
    /// </summary>
    public bool DeploymentInAddress { get; set; }

    /// <summary>The <c>api-version</c>; default <c>preview</c>, and <c>2025-04-01-preview</c> with <see cref="DeploymentInAddress"/>.</summary>
    public string? ApiVersion { get; set; }

    /// <inheritdoc/>
    public override string? Problem(string providerName)
    {
        var section = $"{Section}:{providerName}";
        return CommonProblem(section, fallback: null, "set https://{resource}.openai.azure.com, without /openai")
            ?? (TokenFile is not null && (ApiKey ?? ApiKeyFile) is not null ? $"{section}: set TokenFile or a key, not both."
                : ApiVersion is not null && !IsVersion(ApiVersion) ? $"{section}:ApiVersion must be letters, digits, hyphens and points."
                : null);
    }

    /// <summary>Where a deployment makes images.</summary>
    internal Uri AddressOf(string deployment)
    {
        var path = DeploymentInAddress ? $"openai/deployments/{Uri.EscapeDataString(deployment)}" : "openai/v1";
        var version = ApiVersion ?? (DeploymentInAddress ? "2025-04-01-preview" : "preview");
        return new Uri(Address(null)!, $"{path}/images/generations?api-version={version}");
    }

    /// <summary>Where key or token come from.</summary>
    internal ConfiguredKey Source(string section) =>
        TokenFile is null ? KeySource(section, isNeeded: true) : new ConfiguredKey(section, key: null, TokenFile, isNeeded: true, nameof(TokenFile));

    private static bool IsVersion(string version) =>
        version.Length is >= 1 and <= 50 && version.All(static sign => char.IsAsciiLetterOrDigit(sign) || sign is '-' or '.');
}
