using System.ComponentModel;
using System.Runtime.InteropServices;

namespace DonatelloAI.Blobs;

/// <summary>
/// Flushes folders to the disk: a file that was flushed is still lost with the power when the entry that names it was not.
/// Windows has no such call and journals names itself.
/// </summary>
internal static partial class FolderSync
{
    private const int ReadOnly = 0;

    /// <summary>Flushes a folder and those above it, up to and including <paramref name="root"/>.</summary>
    public static void FlushUpTo(string root, string folder)
    {
        for (var current = folder; current.Length >= root.Length; current = Path.GetDirectoryName(current)!)
        {
            Flush(current);
        }
    }

    /// <summary>Flushes the names in a folder.</summary>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Checked(Open(folder, ReadOnly), folder);
        try
        {
            Checked(Fsync(descriptor), folder);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static int Checked(int result, string folder) =>
        result >= 0 ? result : throw new IOException($"{folder} cannot be flushed to the disk.", new Win32Exception());

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);
}
