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

    /// <summary>Rotates the master key of a data folder that no process uses, and says what holds now.</summary>
    /// <exception cref="StartRefusedException">The folder holds no installation, or another process uses it.</exception>
    public static async Task<string> Rotate(string path)
    {
        if (!Directory.Exists(path))
        {
            throw new StartRefusedException($"{path} does not exist: name the folder of an installation with --data.");
        }

        using var folder = DataFolder.Open(path);
        if (!File.Exists(folder.Database))
        {
            throw new StartRefusedException($"{path} holds no database yet, so there is nothing to rotate: start the server on it first.");
        }

        var contexts = DonatelloContexts.Factory(StorageEngine.Sqlite, $"Data Source={folder.Database};Pooling=False");
        await new SchemaMigrator(contexts).UpAsync();
        return await KeyRotation.Run(contexts, Open(folder), static ring => ring.Rotate());
    }
}
