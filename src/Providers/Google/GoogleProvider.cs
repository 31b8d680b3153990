using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.Http;
using DonatelloAI.Providers.Keys;

namespace DonatelloAI.Providers.Google;

/// <summary>
/// Google's image models, by the Gemini API or by Vertex. Models whose name begins with <c>imagen</c> are asked by
/// <c>:predict</c>, all others by <c>:generateContent</c>. One call makes one picture and is paid when it was made.
/// </summary>
public sealed class GoogleProvider : IImageProvider, IDisposable
{
    private readonly GoogleOptions _options;
    private readonly IKeySource _key;
    private readonly VendorClient _client;

    /// <summary>An adapter for one account.</summary>
    /// <param name="name">The provider's name in the catalogue.</param>
    /// <param name="options">Options without a <see cref="GoogleOptions.Problem"/>.</param>
    /// <param name="time">The clock of timeouts.</param>
    /// <param name="key">Where the key or token comes from; null for what the options say.</param>
    public GoogleProvider(string name, GoogleOptions options, TimeProvider time, IKeySource? key = null)
    {
        if (options.Problem(name) is { } problem) throw new ArgumentException(problem, nameof(options));

        (Name, _options) = (name, options);
        var section = $"{GoogleOptions.Section}:{name}";
        _key = key ?? (options.ServiceAccountFile is { } file
            ? new ServiceAccountTokens($"{section}:{nameof(GoogleOptions.ServiceAccountFile)}", file, options.AllowPrivateAddresses, time)
            : options.KeySource(section, isNeeded: true));
        _client = new VendorClient(options.AllowPrivateAddresses, options.Header(_key), time);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string? Missing(OfferedModel model) => _key.Missing;

    /// <inheritdoc/>
    public Task<ProviderAnswer> Start(ProviderCall call, CancellationToken cancellationToken) =>
        call.Model.ModelName.StartsWith("imagen", StringComparison.Ordinal)
            ? Ask(call, "predict", PredictRequest.Write(call), PredictResponse.Read, cancellationToken)
            : Ask(call, "generateContent", ContentRequest.Write(call, _options), ContentResponse.Read, cancellationToken);

    /// <inheritdoc/>
    public Task<ProviderAnswer> Poll(ProviderCall call, ProviderJob job, CancellationToken cancellationToken) => Answers.NoJobs();

    /// <inheritdoc/>
    public Task<bool> Cancel(ProviderCall call, ProviderJob job, CancellationToken cancellationToken) => Task.FromResult(false);

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Dispose();
        (_key as ServiceAccountTokens)?.Dispose();
    }

    private Task<ProviderAnswer> Ask(ProviderCall call, string verb, byte[] body, Func<VendorReply, ProviderAnswer> read, CancellationToken cancellationToken)
    {
        var order = VendorRequest.Order(_options.AddressOf(call.Model.ModelName, verb), body, "application/json", call.Model.Timeout, call.Prompt);
        return _client.Exchange(order, reply => reply.IsOk ? read(reply) : GoogleError.Read(reply), cancellationToken);
    }
}
