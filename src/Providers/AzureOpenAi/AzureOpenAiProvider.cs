using System.Text.Json;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.Http;
using DonatelloAI.Providers.Keys;
using DonatelloAI.Providers.OpenAiCompatible;

namespace DonatelloAI.Providers.AzureOpenAi;

/// <summary>
/// OpenAI's images API at a resource of Azure OpenAI. A model is called by its deployment: <c>deployment</c> in the model's settings, or else
/// the model's name.
/// </summary>
public sealed class AzureOpenAiProvider : VendorProvider
{
    private static readonly string[] Parameters = ["n", "size", "quality", "output_format", "user"];

    private readonly AzureOpenAiOptions _options;
    private readonly ImagesApi _api;

    /// <summary>An adapter for one resource.</summary>
    /// <param name="name">The provider's name in the catalogue.</param>
    /// <param name="options">Options without a <see cref="AzureOpenAiOptions.Problem"/>.</param>
    /// <param name="time">The clock of timeouts.</param>
    /// <param name="tokens">Gives access tokens, sent as bearer tokens; null for what the options say.</param>
    public AzureOpenAiProvider(string name, AzureOpenAiOptions options, TimeProvider time, IKeySource? tokens = null)
        : base(
            name,
            options,
            tokens ?? options.Source($"{AzureOpenAiOptions.Section}:{name}"),
            source => new VendorClient(
                options.AllowPrivateAddresses,
                tokens is not null || options.TokenFile is not null ? KeyHeader.Bearer(source) : KeyHeader.Plain("api-key", source),
                time)) => (_options, _api) = (options, new ImagesApi(Client, Parameters));

    /// <inheritdoc/>
    public override Task<ProviderAnswer> Start(ProviderCall call, CancellationToken cancellationToken)
    {
        var deployment = DeploymentOf(call.Model);
        return _api.Generate(call, _options.AddressOf(deployment), deployment, cancellationToken);
    }

    private static string DeploymentOf(OfferedModel model)
    {
        using var settings = JsonDocument.Parse(model.ConfigurationJson);
        return settings.RootElement.Text("deployment") ?? model.ModelName;
    }
}
