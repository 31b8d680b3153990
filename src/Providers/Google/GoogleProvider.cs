using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.Http;
using DonatelloAI.Providers.Keys;

namespace DonatelloAI.Providers.Google;

/// <summary>
/// Google's image models, by the Gemini API or by Vertex. Models whose name begins with <c>imagen</c> are asked by
/// <c>:predict</c>, all others by <c>:generateContent</c>. One call makes one picture and is paid when it was made.
/// </summary>
public sealed class GoogleProvider : VendorProvider
{
    private readonly GoogleOptions _options;

    /// <summary>An adapter for one account.</summary>
    /// <param name="name">The provider's name in the catalogue.</param>
    /// <param name="options">Options without a <see cref="GoogleOptions.Problem"/>.</param>
    /// <param name="time">The clock of timeouts.</param>
    /// <param name="key">Where the key or token comes from; null for what the options say.</param>
    public GoogleProvider(string name, GoogleOptions options, TimeProvider time, IKeySource? key = null)
        : base(
            name,
            options,
            key ?? SourceOf(options, $"{GoogleOptions.Section}:{name}", time),
            source => new VendorClient(options.AllowPrivateAddresses, options.Header(source), time)) => _options = options;

    /// <inheritdoc/>
    public override Task<ProviderAnswer> Start(ProviderCall call, CancellationToken cancellationToken) =>
        call.Model.ModelName.StartsWith("imagen", StringComparison.Ordinal)
            ? Ask(call, "predict", PredictRequest.Write(call), PredictResponse.Read, cancellationToken)
            : Ask(call, "generateContent", ContentRequest.Write(call, _options), ContentResponse.Read, cancellationToken);

    private static IKeySource SourceOf(GoogleOptions options, string section, TimeProvider time) => options.ServiceAccountFile is { } file
        ? new ServiceAccountTokens($"{section}:{nameof(GoogleOptions.ServiceAccountFile)}", file, options.AllowPrivateAddresses, time)
        : options.KeySource(section, isNeeded: true);

    private Task<ProviderAnswer> Ask(ProviderCall call, string verb, byte[] body, Func<VendorReply, ProviderAnswer> read, CancellationToken cancellationToken)
    {
        var order = VendorRequest.Order(_options.AddressOf(call.Model.ModelName, verb), body, "application/json", call.Model.Timeout, call.Prompt);
        return Client.Exchange(order, reply => reply.IsOk ? read(reply) : GoogleError.Read(reply), cancellationToken);
    }
}
