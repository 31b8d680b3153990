using DonatelloAI.Blobs;
using DonatelloAI.Contracts.Generations;

namespace DonatelloAI.Hosting.Generations;

/// <summary>Opens the image store that the configuration chose.</summary>
public static class ImageStores
{
    /// <summary>Opens it; a folder is made when missing.</summary>
    /// <exception cref="StartRefusedException">The folder cannot be written, or the connection string is none.</exception>
    public static IImageStore Open(ImageSettings settings, TimeProvider time)
    {
        try
        {
            return settings.Store == ImageSettings.AzureStore
                ? new AzureBlobImageStore(new AzureBlobImageStoreOptions { ConnectionString = settings.Azure!, Container = settings.Container })
                : FolderImageStore.Open(new FolderImageStoreOptions { Root = settings.Folder! }, time);
        }
        catch (FormatException malformed)
        {
            throw new StartRefusedException($"{ImageSettings.AzureKey} is no connection string of a storage account.", malformed);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"{settings.Folder} cannot hold images: {refused.Message} Correct {ImageSettings.FolderKey}.", refused);
        }
    }

    /// <summary>Looks whether a store answers, before anything is started; makes its container when missing.</summary>
    /// <exception cref="StartRefusedException">It does not answer.</exception>
    public static async Task Check(IImageStore store)
    {
        try
        {
            await (store is AzureBlobImageStore azure ? azure.EnsureContainer() : Task.CompletedTask);
        }
        catch (IOException unreachable)
        {
            throw new StartRefusedException($"The image store does not answer: {unreachable.Message} Start it, or correct {ImageSettings.AzureKey}.", unreachable);
        }
    }
}
