using DonatelloAI.Contracts.Generations;

namespace DonatelloAI.Blobs.Tests;

public sealed class FolderImageStoreContractTests : ImageStoreContract, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("donatello-blobs-");

    public void Dispose() => _folder.Delete(recursive: true);

    protected override IImageStore Open(int maxImageBytes = 64 * 1024 * 1024) =>
        FolderImageStore.Open(new FolderImageStoreOptions { Root = _folder.FullName, MaxImageBytes = maxImageBytes }, TimeProvider.System);
}
