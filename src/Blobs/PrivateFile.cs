namespace DonatelloAI.Blobs;

/// <summary>Small files with secrets in them, which only their owner reads.</summary>
public static class PrivateFile
{
    /// <summary>
    /// Creates a file with mode 600 that is on the disk, complete, when this returns. An existing file stays as it is.
    /// </summary>
    /// <exception cref="IOException">The file exists, or the disk refuses.</exception>
    public static void Create(string path, ReadOnlySpan<byte> bytes)
    {
        var staged = $"{path}.{Guid.CreateVersion7():N}.tmp";
        try
        {
            Write(staged, bytes);
            if (!DiskNames.TryPlace(staged, path))
            {
                throw new IOException($"{path} exists.");
            }

            DiskNames.Flush(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        finally
        {
            File.Delete(staged);
        }
    }

    private static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        using var file = new FileStream(path, Options());
        file.Write(bytes);
        file.Flush(flushToDisk: true);
    }

    private static FileStreamOptions Options()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }
}
