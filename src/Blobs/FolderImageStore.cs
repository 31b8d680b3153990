using System.Collections.Concurrent;
using DonatelloAI.Contracts.Generations;
using Microsoft.Win32.SafeHandles;

namespace DonatelloAI.Blobs;

/// <summary>Images in a folder of the local file system: a file for each name, with its facts behind the bytes (<see cref="ImageTrailer"/>).</summary>
/// <remarks>
/// A write fills a file of its own under <c>.incoming</c> and gives it its name in one step that fails where the name is taken.
/// That is the one moment at which an image becomes visible: a crash before it leaves nothing that a reader could find, and of
/// two writers of one name the second finds the place taken, whatever process it is in. An image costs two flushes, its bytes
/// before and its name after; a thumbnail and a description cost none. Files that a crash left in <c>.incoming</c> are removed
/// when a store is opened.
/// </remarks>
public sealed class FolderImageStore : IImageStore, IDisposable
{
    private const string IncomingFolder = ".incoming";

    // Flushes keep threads waiting: without a bound a slow disk would take all of the pool.
    private const int Writers = 16;

    private readonly string _root;
    private readonly string _incoming;
    private readonly FolderImageStoreOptions _options;
    private readonly SemaphoreSlim _writers = new(Writers);

    // Folders known to be on the disk: 256 an organisation, for as long as the process lives.
    private readonly ConcurrentDictionary<string, bool> _folders = new(StringComparer.Ordinal);

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

        if (!ImageTrailer.Fits(image.FactsJson))
        {
            return ImageWriteResult.FactsTooLarge;
        }

        var place = PlaceOf(name);
        if (IsTaken(name, place))
        {
            return ImageWriteResult.AlreadyExists;
        }

        await _writers.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => Write(name, place, image), cancellationToken);
        }
        finally
        {
            _writers.Release();
        }
    }

    /// <inheritdoc/>
    public Task<StoredImage?> OpenRead(ImageName name, CancellationToken cancellationToken = default)
    {
        var place = PlaceOf(name);
        if (OpenFile(place) is not { } file)
        {
            return Task.FromResult<StoredImage?>(null);
        }

        try
        {
            return ReadTrailer(file) switch
            {
                { } trailer => Task.FromResult<StoredImage?>(Stored(file, trailer)),
                null when CanBeMadeAgain(name) => Closed(file),
                null => throw new InvalidDataException($"{place} is damaged: it does not end as a stored image does."),
            };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public Task<bool> Exists(ImageName name, CancellationToken cancellationToken = default) => Task.FromResult(IsTaken(name, PlaceOf(name)));

    /// <inheritdoc/>
    public Task<bool> Delete(ImageName name, CancellationToken cancellationToken = default)
    {
        var place = PlaceOf(name);
        var trash = NewIncomingPath();
        try
        {
            File.Move(place, trash);
        }
        catch (Exception e) when (e is DirectoryNotFoundException or FileNotFoundException)
        {
            return Task.FromResult(false);
        }

        DiskNames.Flush(Path.GetDirectoryName(place)!);
        File.Delete(trash);
        return Task.FromResult(true);
    }

    /// <inheritdoc/>
    public void Dispose() => _writers.Dispose();

    private ImageWriteResult Write(ImageName name, string place, ImageContent image)
    {
        var (staged, folder) = (NewIncomingPath(), Path.GetDirectoryName(place)!);
        try
        {
            var isDurable = !CanBeMadeAgain(name);
            WriteFile(staged, image, isDurable);
            MakeFolder(folder);
            return Publish(name, staged, place, isDurable);
        }
        catch
        {
            // Somebody may have removed the folder: the next try looks.
            _folders.TryRemove(folder, out _);
            throw;
        }
        finally
        {
            File.Delete(staged);
        }
    }

    private static ImageWriteResult Publish(ImageName name, string staged, string place, bool isDurable)
    {
        if (!DiskNames.TryPlace(staged, place))
        {
            if (IsTaken(name, place))
            {
                return ImageWriteResult.AlreadyExists;
            }

            File.Move(staged, place, overwrite: true);
        }

        if (isDurable)
        {
            DiskNames.Flush(Path.GetDirectoryName(place)!);
        }

        return ImageWriteResult.Created;
    }

    private static void WriteFile(string path, ImageContent image, bool isDurable)
    {
        var trailer = ImageTrailer.Of(image).ToBytes();
        using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        RandomAccess.Write(file, [image.Bytes, trailer], 0);
        if (isDurable)
        {
            RandomAccess.FlushToDisk(file);
        }
    }

    /// <summary>A new folder is on the disk, with those above it, before anything is put into it.</summary>
    private void MakeFolder(string folder)
    {
        if (_folders.ContainsKey(folder))
        {
            return;
        }

        Directory.CreateDirectory(folder);
        DiskNames.FlushUpTo(_root, Path.GetDirectoryName(folder)!);
        _folders[folder] = true;
    }

    /// <summary>True when the place holds a whole file. One that is not whole lost its bytes with the power, and gives way.</summary>
    private static bool IsTaken(ImageName name, string place)
    {
        if (!CanBeMadeAgain(name))
        {
            return File.Exists(place);
        }

        using var file = OpenFile(place);
        return file is not null && ReadTrailer(file) is not null;
    }

    private static SafeFileHandle? OpenFile(string place)
    {
        try
        {
            return File.OpenHandle(place, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        }
        catch (Exception e) when (e is DirectoryNotFoundException or FileNotFoundException)
        {
            return null;
        }
    }

    private static ImageTrailer? ReadTrailer(SafeFileHandle file)
    {
        var length = RandomAccess.GetLength(file);
        var end = new byte[Math.Min(length, ImageTrailer.MaxBytes)];
        var read = RandomAccess.Read(file, end, length - end.Length);
        return ImageTrailer.Read(end.AsSpan(0, read), length);
    }

    private static StoredImage Stored(SafeFileHandle file, ImageTrailer trailer) => new()
    {
        Content = new ImageStream(file, trailer.Length),
        Length = trailer.Length,
        ContentType = trailer.ContentType,
        Sha256 = trailer.Sha256,
        FactsJson = trailer.Facts,
    };

    private static Task<StoredImage?> Closed(SafeFileHandle file)
    {
        file.Dispose();
        return Task.FromResult<StoredImage?>(null);
    }

    private static bool CanBeMadeAgain(ImageName name) => name.Part != ImagePart.Image;

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
        foreach (var file in new DirectoryInfo(_incoming).EnumerateFiles().Where(f => f.LastWriteTimeUtc < before.UtcDateTime))
        {
            file.Delete();
        }
    }
}
