using DonatelloAI.Contracts.Generations;

namespace DonatelloAI.Blobs;

/// <summary>
/// Images in a folder of the local file system: <c>{name}/image.png</c> with its facts beside it in <c>{name}/facts.json</c>.
/// </summary>
/// <remarks>
/// A write fills a folder of its own under <c>.incoming</c> (facts first, then the image, both flushed to the disk) and
/// renames that folder into place. The rename is the one moment at which an image becomes visible: a crash before it leaves
/// nothing that a reader could find, and of two writers of one name the second finds the place taken, whatever process it
/// is in. Folders that a crash left in <c>.incoming</c> are removed when a store is opened.
/// </remarks>
public sealed class FolderImageStore : IImageStore
{
    private const string IncomingFolder = ".incoming";

    private readonly string _root;
    private readonly string _incoming;
    private readonly FolderImageStoreOptions _options;

    private FolderImageStore(FolderImageStoreOptions options)
    {
        _options = options;
        _root = Path.GetFullPath(options.Root);
        _incoming = Path.Combine(_root, IncomingFolder);
    }

    /// <summary>Opens a store, makes its folder when missing and removes what a crash left behind.</summary>
    /// <param name="options">Folder and bounds.</param>
    /// <param name="time">The clock that tells the age of an unfinished write.</param>
    public static FolderImageStore Open(FolderImageStoreOptions options, TimeProvider time)
    {
        var store = new FolderImageStore(options);
        PrivateFolder.Create(store._root);
        PrivateFolder.Create(store._incoming);
        store.RemoveLeftovers(time.GetUtcNow().AddMinutes(-options.LeftoverAgeMinutes));
        return store;
    }

    /// <inheritdoc/>
    public async Task<ImageWriteResult> Create(ImageName name, ImageContent image, CancellationToken cancellationToken = default)
    {
        if (image.Bytes.Length > _options.MaxImageBytes)
        {
            return ImageWriteResult.ImageTooLarge;
        }

        if (!Sidecar.Fits(image.FactsJson))
        {
            return ImageWriteResult.FactsTooLarge;
        }

        var place = PlaceOf(name);
        return Directory.Exists(place) ? ImageWriteResult.AlreadyExists : await Write(place, image, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<StoredImage?> OpenRead(ImageName name, CancellationToken cancellationToken = default)
    {
        var place = PlaceOf(name);
        try
        {
            var sidecar = await Sidecar.Read(place, cancellationToken);
            return sidecar.Open(place);
        }
        catch (Exception e) when (e is DirectoryNotFoundException or FileNotFoundException && !Directory.Exists(place))
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public Task<bool> Exists(ImageName name, CancellationToken cancellationToken = default) =>
        Task.FromResult(Directory.Exists(PlaceOf(name)));

    /// <inheritdoc/>
    public Task<bool> Delete(ImageName name, CancellationToken cancellationToken = default)
    {
        var place = PlaceOf(name);
        var trash = NewIncomingPath();
        try
        {
            Directory.Move(place, trash);
        }
        catch (DirectoryNotFoundException)
        {
            return Task.FromResult(false);
        }

        FolderSync.Flush(Path.GetDirectoryName(place)!);
        Directory.Delete(trash, recursive: true);
        return Task.FromResult(true);
    }

    private async Task<ImageWriteResult> Write(string place, ImageContent image, CancellationToken cancellationToken)
    {
        var staged = NewIncomingPath();
        try
        {
            Directory.CreateDirectory(staged);
            await Sidecar.Write(staged, image, cancellationToken);
            FolderSync.Flush(staged);
            return Publish(staged, place);
        }
        finally
        {
            RemoveIfThere(staged);
        }
    }

    private ImageWriteResult Publish(string staged, string place)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        try
        {
            Directory.Move(staged, place);
        }
        catch (IOException) when (Directory.Exists(place) && Directory.Exists(staged))
        {
            return ImageWriteResult.AlreadyExists;
        }

        FolderSync.FlushUpTo(_root, Path.GetDirectoryName(place)!);
        return ImageWriteResult.Created;
    }

    private string PlaceOf(ImageName name)
    {
        var place = Path.GetFullPath(Path.Combine(_root, name.ToString()));
        return place.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? place
            : throw new ArgumentException("The name of an image leaves the store's folder.", nameof(name));
    }

    private string NewIncomingPath() => Path.Combine(_incoming, Guid.CreateVersion7().ToString("N"));

    private void RemoveLeftovers(DateTimeOffset before)
    {
        foreach (var folder in new DirectoryInfo(_incoming).EnumerateDirectories().Where(f => f.LastWriteTimeUtc < before.UtcDateTime))
        {
            RemoveIfThere(folder.FullName);
        }
    }

    private static void RemoveIfThere(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Published, or removed by another store that was opened on the same folder.
        }
    }
}
