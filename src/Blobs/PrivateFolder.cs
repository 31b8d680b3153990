namespace DonatelloAI.Blobs;

/// <summary>Folders that only their owner reads.</summary>
public static class PrivateFolder
{
    /// <summary>Makes a folder with mode 700 where the system knows modes; leaves an existing one alone.</summary>
    public static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
