using DonatelloAI.Blobs;
using DonatelloAI.Hosting;

namespace DonatelloAI.Standalone;

/// <summary>
/// The one folder that holds everything a standalone installation owns. One process uses it at a time: the ledger has one
/// writer, and a second process would be another.
/// </summary>
public sealed class DataFolder : IDisposable
{
    private const int WouldBlockOnLinux = 11;
    private const int WouldBlockOnMac = 35;
    private const int SharingViolationOnWindows = unchecked((int)0x80070020);

    private readonly FileStream _lock;

    private DataFolder(string path, FileStream heldLock) => (Path, _lock) = (path, heldLock);

    /// <summary>Full path of the folder.</summary>
    public string Path { get; }

    /// <summary>The SQLite database.</summary>
    public string Database => In("donatello.db");

    /// <summary>Images with their facts.</summary>
    public string Images => In("images");

    /// <summary>The key ring.</summary>
    public string Keys => In("keys");

    /// <summary>The first administrator's API key, for its owner to take and delete.</summary>
    public string FirstAdminKey => In("first-admin-key");

    /// <summary>Makes the folder with mode 700 when missing, and takes it for this process.</summary>
    /// <exception cref="StartRefusedException">Another process uses it, or it cannot be written.</exception>
    public static DataFolder Open(string path)
    {
        try
        {
            PrivateFolder.Create(path);
            return new DataFolder(path, TakeLock(System.IO.Path.Combine(path, "lock")));
        }
        catch (UnauthorizedAccessException e)
        {
            throw new StartRefusedException($"{path} cannot be written: choose another folder with --data, or change who owns it.", e);
        }
    }

    /// <summary>Takes the folder of an installation for this process.</summary>
    /// <exception cref="StartRefusedException">There is none, or another process uses it.</exception>
    public static DataFolder OpenExisting(string path) => Directory.Exists(path)
        ? Open(path)
        : throw new StartRefusedException($"{path} does not exist: name the folder of an installation with --data.");

    /// <summary>
    /// Makes the database's file with mode 600 when missing, because SQLite would make it readable to everybody; an empty file
    /// is an empty database, and its companions take over its mode.
    /// </summary>
    /// <returns>The file's path.</returns>
    public string MakeDatabase()
    {
        if (!File.Exists(Database))
        {
            PrivateFile.Create(Database, []);
        }

        return Database;
    }

    /// <summary>Makes the folder of the key ring, mode 700, when missing.</summary>
    /// <returns>The folder's path.</returns>
    public string MakeKeys()
    {
        PrivateFolder.Create(Keys);
        return Keys;
    }

    /// <summary>Makes the folder of the keys that cookies are sealed under, mode 700, when missing.</summary>
    /// <returns>The folder's path.</returns>
    public string MakeCookieKeys()
    {
        var folder = System.IO.Path.Combine(MakeKeys(), "cookies");
        PrivateFolder.Create(folder);
        return folder;
    }

    /// <summary>Gives the folder free.</summary>
    public void Dispose() => _lock.Dispose();

    private string In(string name) => System.IO.Path.Combine(Path, name);

    private static FileStream TakeLock(string file)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e.HResult is WouldBlockOnLinux or WouldBlockOnMac or SharingViolationOnWindows)
        {
            var folder = System.IO.Path.GetDirectoryName(file);
            throw new StartRefusedException($"{folder} is in use by another process: stop it first, or choose another folder with --data.", e);
        }
    }
}
