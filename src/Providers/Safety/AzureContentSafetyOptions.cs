namespace DonatelloAI.Providers.Safety;

/// <summary>A resource of Azure AI Content Safety: <c>Safety:AzureContentSafety:{name}</c>.</summary>
public sealed class AzureContentSafetyOptions : VendorOptions
{
    /// <summary>The configuration section that holds one section a resource.</summary>
    public const string Section = "Safety:AzureContentSafety";

    private const string Version = "2024-09-01";

    /// <inheritdoc/>
    public override string? Problem(string providerName) =>
        CommonProblem($"{Section}:{providerName}", fallback: null, "set https://{resource}.cognitiveservices.azure.com, without /contentsafety");

    /// <summary>Where a kind of content is analysed, <c>text</c> or <c>image</c>.</summary>
    internal Uri AddressOf(string kind) => new(Address(null)!, $"contentsafety/{kind}:analyze?api-version={Version}");
}
