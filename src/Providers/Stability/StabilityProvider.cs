using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.Http;
using DonatelloAI.Providers.Keys;

namespace DonatelloAI.Providers.Stability;

/// <summary>Stability AI's image endpoints. One call makes one picture and is paid when it was made.</summary>
public sealed class StabilityProvider : VendorProvider
{
    private readonly StabilityOptions _options;

    /// <summary>An adapter for one account.</summary>
    /// <param name="name">The provider's name in the catalogue.</param>
    /// <param name="options">Options without a <see cref="StabilityOptions.Problem"/>.</param>
    /// <param name="time">The clock of timeouts.</param>
    /// <param name="key">Where the key comes from; null for what the options say.</param>
    public StabilityProvider(string name, StabilityOptions options, TimeProvider time, IKeySource? key = null)
        : base(
            name,
            options,
            key ?? options.KeySource($"{StabilityOptions.Section}:{name}", isNeeded: true),
            source => new VendorClient(options.AllowPrivateAddresses, KeyHeader.Bearer(source), time)) => _options = options;

    /// <inheritdoc/>
    public override async Task<ProviderAnswer> Start(ProviderCall call, CancellationToken cancellationToken)
    {
        var request = StabilityRequest.Of(call);
        var (body, mediaType) = await request.ToForm();
        var accept = ("Accept", _options.AcceptJson ? "application/json" : "image/*");
        var order = VendorRequest.Order(_options.AddressOf(request.Endpoint), body, mediaType, call.Model.Timeout, call.Prompt, accept);
        return await Client.Exchange(order, reply => StabilityResponse.Read(reply, _options), cancellationToken);
    }
}
