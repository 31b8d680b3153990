using System.Collections.Frozen;
using DonatelloAI.Grains.Providers;

namespace DonatelloAI.Providers;

/// <summary>Adapters by name.</summary>
public sealed class ProviderRegistry : IProviderRegistry
{
    private readonly FrozenDictionary<string, IImageProvider> _providers;

    /// <summary>A registry of adapters, each with a name of its own.</summary>
    /// <exception cref="ArgumentException">Two adapters have the same name.</exception>
    public ProviderRegistry(IEnumerable<IImageProvider> providers)
    {
        var all = providers.ToList();
        if (all.GroupBy(provider => provider.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twins)
            throw new ArgumentException($"The provider '{twins.Key}' is set up twice.", nameof(providers));

        _providers = all.ToFrozenDictionary(provider => provider.Name, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public IImageProvider? Find(string providerName) => _providers.GetValueOrDefault(providerName);
}
