using DonatelloAI.Storage;
using DonatelloAI.Storage.Encryption;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Standalone;

/// <summary>
/// Rotates the master key of a data folder that no process uses: a new version is added, then every person's key is wrapped under it.
/// A run that was cut off between the two is repeated, which adds one version more and does no harm.
/// </summary>
internal static class KeyRotation
{
    /// <summary>Rotates, and says in two sentences what holds now.</summary>
    /// <exception cref="StartRefusedException">The folder holds no installation, or another process uses it.</exception>
    public static async Task<string> Run(string path)
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
        var before = KeyRing.Open(folder);

        // First, so that a version that was lost is brought back, and its number not given to a new key.
        await Rewrap(contexts, before).Check();
        var keys = before.Rotate(folder);
        var report = await Rewrap(contexts, keys).Run();
        return $"Master key version {keys.Masters.ActiveVersion} is active, and {report.Rewrapped} keys of people are wrapped under it."
            + (report.Damaged > 0 ? $" {report.Damaged} did not open and stay as they are." : " Keep older versions for as long as backups need them.");
    }

    private static DataKeyRewrap Rewrap(IDbContextFactory<DonatelloContext> contexts, KeyRing keys) => new(contexts, new DataKeyWrap(keys.Masters));
}
