using DonatelloAI.Hosting;
using DonatelloAI.Silo.Encryption;
using DonatelloAI.Storage;

namespace DonatelloAI.Standalone;

/// <summary>The key ring of a data folder.</summary>
internal static class StandaloneKeys
{
    /// <summary>Reads the key ring, and makes what is missing as long as there is no database.</summary>
    /// <exception cref="StartRefusedException">A secret is missing although there is a database, or is damaged.</exception>
    public static KeyRing Open(DataFolder folder) =>
        File.Exists(folder.Database) ? KeyRing.Open(folder.MakeKeys()) : KeyRing.OpenOrMake(folder.Keys);

    /// <summary>Reads the key ring of an installation.</summary>
    /// <exception cref="StartRefusedException">The folder holds no keys yet, or a secret is missing or damaged.</exception>
    public static KeyRing OpenExisting(DataFolder folder) => Directory.Exists(folder.Keys)
        ? KeyRing.Open(folder.Keys)
        : throw new StartRefusedException($"{folder.Path} holds no installation yet: start the server on it first.");

    /// <summary>Rotates the master key of a data folder that no process uses, and says what holds now.</summary>
    /// <exception cref="StartRefusedException">The folder holds no installation, another process uses it, or it was stopped.</exception>
    public static async Task<string> Rotate(string path)
    {
        using var folder = DataFolder.OpenExisting(path);
        if (!File.Exists(folder.Database))
        {
            throw new StartRefusedException($"{path} holds no database yet, so there is nothing to rotate: start the server on it first.");
        }

        var contexts = DonatelloContexts.Factory(StorageEngine.Sqlite, $"Data Source={folder.Database};Pooling=False");
        await new SchemaMigrator(contexts).UpAsync();
        var ring = Open(folder);
        return await RotationWatch.OnConsole(
            "back up the folder keys, then start the server.",
            async watch => await KeyRotation.Resume(contexts, ring, watch) ?? await KeyRotation.Run(contexts, ring, static before => before.Rotate(), watch));
    }
}
