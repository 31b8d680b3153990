namespace DonatelloAI.Grains.Providers;

/// <summary>The adapters that are set up in this process.</summary>
public interface IProviderRegistry
{
    /// <summary>The adapter of a provider, such as <c>openai</c>; null when there is none.</summary>
    IImageProvider? Find(string providerName);
}
