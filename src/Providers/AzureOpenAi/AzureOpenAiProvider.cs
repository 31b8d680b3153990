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
public sealed class AzureOpenAiProvider : IImageProvider, IDisposable
{
    private static readonly string[] Parameters = ["n", "size", "quality", "output_format", "user"];

    private readonly AzureOpenAiOptions _options;
    private readonly IKeySource _key;
    private readonly VendorClient _client;
    private readonly ImagesApi _api;

    /// <summary>An adapter for one resource.</summary>
    /// <param name="name">The provider's name in the catalogue.</param>
    /// <param name="options">Options without a <see cref="AzureOpenAiOptions.Problem"/>.</param>
    /// <param name="time">The clock of timeouts.</param>
    /// <param name="tokens">Gives access tokens, sent as bearer tokens; null for what the options say.</param>
    public AzureOpenAiProvider(string name, AzureOpenAiOptions options, TimeProvider time, IKeySource? tokens = null)
    {
        if (options.Problem(name) is { } problem) throw new ArgumentException(problem, nameof(options));

        (Name, _options) = (name, options);
        _key = tokens ?? options.Source($"{AzureOpenAiOptions.Section}:{name}");
        var isToken = tokens is not null || options.TokenFile is not null;
        _client = new VendorClient(options.AllowPrivateAddresses, isToken ? KeyHeader.Bearer(_key) : KeyHeader.Plain("api-key", _key), time);
        _api = new ImagesApi(_client, Parameters);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string? Missing(OfferedModel model) => _key.Missing;

    /// <inheritdoc/>
    public Task<ProviderAnswer> Start(ProviderCall call, CancellationToken cancellationToken)
    {
        var deployment = DeploymentOf(call.Model);
        return _api.Generate(call, _options.AddressOf(deployment), deployment, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ProviderAnswer> Poll(ProviderCall call, ProviderJob job, CancellationToken cancellationToken) => Answers.NoJobs();

    /// <inheritdoc/>
    public Task<bool> Cancel(ProviderCall call, ProviderJob job, CancellationToken cancellationToken) => Task.FromResult(false);

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static string DeploymentOf(OfferedModel model)
    {
        using var settings = JsonDocument.Parse(model.ConfigurationJson);
        return settings.RootElement.Text("deployment") ?? model.ModelName;
    }
}
