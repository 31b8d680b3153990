using DonatelloAI.Storage;
using DonatelloAI.Storage.Encryption;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Silo.Encryption;

/// <summary>
/// Rotates the master key of an installation: a new version becomes the active one, then every person's key is wrapped under it. A run
/// that was cut off between the two is repeated and does no harm.
/// </summary>
public static class KeyRotation
{
    /// <summary>Rotates, and says in two sentences what holds now.</summary>
    /// <param name="contexts">The database.</param>
    /// <param name="before">The ring as it is.</param>
    /// <param name="rotate">Leads to the ring as it shall be; not called when a master key that is needed is missing.</param>
    public static async Task<string> Run(IDbContextFactory<DonatelloContext> contexts, KeyRing before, Func<KeyRing, KeyRing> rotate)
    {
        // First, so that a version that was lost is brought back, and its number not given to a new key.
        await Rewrap(contexts, before).Check();
        var keys = rotate(before);
        var report = await Rewrap(contexts, keys).Run();
        return $"Master key version {keys.Masters.ActiveVersion} is active, and {report.Rewrapped} keys of people are wrapped under it."
            + (report.Damaged > 0 ? $" {report.Damaged} did not open and stay as they are." : " Keep older versions for as long as backups need them.");
    }

    private static DataKeyRewrap Rewrap(IDbContextFactory<DonatelloContext> contexts, KeyRing keys) => new(contexts, new DataKeyWrap(keys.Masters));
}
