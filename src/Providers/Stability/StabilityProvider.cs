using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.Http;
using DonatelloAI.Providers.Keys;

namespace DonatelloAI.Providers.Stability;

/// <summary>Stability AI's image endpoints. One call makes one picture and is paid when it was made.</summary>
public sealed class StabilityProvider : IImageProvider, IDisposable
{
    private readonly StabilityOptions _options;
    private readonly IKeySource _key;
    private readonly VendorClient _client;

    /// <summary>An adapter for one account.</summary>
    /// <param name="name">The provider's name in the catalogue.</param>
    /// <param name="options">Options without a <see cref="StabilityOptions.Problem"/>.</param>
    /// <param name="time">The clock of timeouts.</param>
    /// <param name="key">Where the key comes from; null for what the options say.</param>
    public StabilityProvider(string name, StabilityOptions options, TimeProvider time, IKeySource? key = null)
    {
        if (options.Problem(name) is { } problem) throw new ArgumentException(problem, nameof(options));

        (Name, _options) = (name, options);
        _key = key ?? options.KeySource($"{StabilityOptions.Section}:{name}", isNeeded: true);
        _client = new VendorClient(options.AllowPrivateAddresses, KeyHeader.Bearer(_key), time);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string? Missing(OfferedModel model) => _key.Missing;

    /// <inheritdoc/>
    public async Task<ProviderAnswer> Start(ProviderCall call, CancellationToken cancellationToken)
    {
        var request = StabilityRequest.Of(call);
        var (body, mediaType) = await request.ToForm();
        var accept = ("Accept", _options.AcceptJson ? "application/json" : "image/*");
        var order = VendorRequest.Order(_options.AddressOf(request.Endpoint), body, mediaType, call.Model.Timeout, call.Prompt, accept);
        return await _client.Exchange(order, reply => StabilityResponse.Read(reply, _options), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ProviderAnswer> Poll(ProviderCall call, ProviderJob job, CancellationToken cancellationToken) => Answers.NoJobs();

    /// <inheritdoc/>
    public Task<bool> Cancel(ProviderCall call, ProviderJob job, CancellationToken cancellationToken) => Task.FromResult(false);

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}
