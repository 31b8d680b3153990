namespace DonatelloAI.Grains.Providers;

/// <summary>The adapters of this installation.</summary>
public interface IProviderRegistry
{
    /// <summary>The adapter for a provider's name in the catalogue; null where none is set up.</summary>
    IImageProvider? Find(string providerName);
}
