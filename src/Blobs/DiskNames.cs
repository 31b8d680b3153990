using System.ComponentModel;
using System.Runtime.InteropServices;

namespace DonatelloAI.Blobs;

/// <summary>
/// Names of files on the disk, which .NET leaves to chance: one that is given only when nobody has it, and one that survives a
/// loss of power. A file that was flushed is still lost when the entry that names it was not. Windows does both by itself.
/// </summary>
internal static partial class DiskNames
{
    private const int ReadOnly = 0;
    private const int Exists = 17;

    /// <summary>
    /// Gives a finished file its place; false when the place is taken. Its staged name may still be there, for the caller to remove.
    /// </summary>
    public static bool TryPlace(string staged, string place)
    {
        if (OperatingSystem.IsWindows())
        {
            return TryMoveOnWindows(staged, place);
        }

        if (Link(staged, place) == 0)
        {
            return true;
        }

        return Marshal.GetLastPInvokeError() == Exists ? false : throw Failed(place, "created");
    }

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

    private static bool TryMoveOnWindows(string staged, string place)
    {
        try
        {
            File.Move(staged, place, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(place))
        {
            return false;
        }
    }

    private static int Checked(int result, string folder) => result >= 0 ? result : throw Failed(folder, "flushed to the disk");

    private static IOException Failed(string path, string what)
    {
        var reason = new Win32Exception();
        return new IOException($"{path} cannot be {what}: {reason.Message}.", reason);
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Link(string existing, string created);

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
