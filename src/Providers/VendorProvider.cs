using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.Http;
using DonatelloAI.Providers.Keys;

namespace DonatelloAI.Providers;

/// <summary>What the adapters of vendors share: a name, a key and a client; and a vendor that answers at once, unless an adapter says otherwise.</summary>
public abstract class VendorProvider : IImageProvider, IDisposable
{
    /// <param name="name">The provider's name in the catalogue.</param>
    /// <param name="options">Options without a <see cref="VendorOptions.Problem"/>.</param>
    /// <param name="key">Where the key comes from.</param>
    /// <param name="connect">Makes the client that sends it.</param>
    private protected VendorProvider(string name, VendorOptions options, IKeySource key, Func<IKeySource, VendorClient> connect)
    {
        if (options.Problem(name) is { } problem) throw new ArgumentException(problem, nameof(options));

        (Name, Key, Client) = (name, key, connect(key));
    }

    /// <inheritdoc/>
    public string Name { get; }

    private protected IKeySource Key { get; }

    private protected VendorClient Client { get; }

    /// <inheritdoc/>
    public virtual string? Missing(OfferedModel model) => Key.Missing;

    /// <inheritdoc/>
    public abstract Task<ProviderAnswer> Start(ProviderCall call, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public virtual Task<ProviderAnswer> Poll(ProviderCall call, ProviderJob job, CancellationToken cancellationToken) => Answers.NoJobs();

    /// <inheritdoc/>
    public virtual Task Listen(ProviderCall call, ProviderJob job, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public virtual Task<bool> Cancel(ProviderCall call, ProviderJob job, CancellationToken cancellationToken) => Task.FromResult(false);

    /// <inheritdoc/>
    public void Dispose()
    {
        Client.Dispose();
        (Key as ServiceAccountTokens)?.Dispose();
        GC.SuppressFinalize(this);
    }
}
