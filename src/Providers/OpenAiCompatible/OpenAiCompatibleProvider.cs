using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.Http;
using DonatelloAI.Providers.Keys;

namespace DonatelloAI.Providers.OpenAiCompatible;

/// <summary>OpenAI's images API, and servers that speak it.</summary>
public sealed class OpenAiCompatibleProvider : VendorProvider
{
    private readonly ImagesApi _api;
    private readonly Uri _address;
    private readonly (string, string)[] _headers;

    /// <summary>An adapter for one server.</summary>
    /// <param name="name">The provider's name in the catalogue.</param>
    /// <param name="options">Options without a <see cref="OpenAiCompatibleOptions.Problem"/>.</param>
    /// <param name="time">The clock of timeouts.</param>
    /// <param name="key">Where the key comes from; null for what the options say.</param>
    /// <param name="dialer">Opens connections; null for one that follows the options.</param>
    public OpenAiCompatibleProvider(string name, OpenAiCompatibleOptions options, TimeProvider time, IKeySource? key = null, GuardedDialer? dialer = null)
        : base(
            name,
            options,
            key ?? options.KeySource($"{OpenAiCompatibleOptions.Section}:{name}", isNeeded: name == OpenAiCompatibleOptions.OpenAi),
            source => new VendorClient(options.AllowPrivateAddresses, KeyHeader.Bearer(source), time, dialer))
    {
        _api = new ImagesApi(Client, options.ParametersOf(name));
        _address = new Uri(options.BaseAddress(name)!, "images/generations");
        _headers = options.Organization is { } organization ? [("OpenAI-Organization", organization)] : [];
    }

    /// <inheritdoc/>
    public override Task<ProviderAnswer> Start(ProviderCall call, CancellationToken cancellationToken) =>
        _api.Generate(call, _address, call.Model.ModelName, cancellationToken, _headers);
}
