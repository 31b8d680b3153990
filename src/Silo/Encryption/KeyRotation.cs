using DonatelloAI.Hosting;
using DonatelloAI.Storage;
using DonatelloAI.Storage.Encryption;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Silo.Encryption;

/// <summary>
/// Rotates the master key of an installation: a new version becomes the active one, then the key of every person and organisation is wrapped under it. A run
/// that was cut off between the two, or stopped, is repeated and does no harm.
/// </summary>
public static class KeyRotation
{
    private const string Retention = "Keep older versions for as long as backups need them.";

    /// <summary>Rotates, and says what holds now and what to do next.</summary>
    /// <param name="contexts">The database.</param>
    /// <param name="before">The ring as it is.</param>
    /// <param name="rotate">Leads to the ring as it shall be; not called when a master key that is needed is missing.</param>
    /// <param name="watch">Who watches.</param>
    /// <exception cref="StartRefusedException">It was stopped; the message says how far it is.</exception>
    public static async Task<string> Run(IDbContextFactory<DonatelloContext> contexts, KeyRing before, Func<KeyRing, KeyRing> rotate, RotationWatch watch)
    {
        // First, so that a version that was lost is brought back, and its number not given to a new key.
        await Rewrap(contexts, before).Check();
        var keys = rotate(before);
        return Told(keys, await Wrap(contexts, keys, watch), watch);
    }

    /// <summary>
    /// Goes on with a rotation that was cut off after its key was made, and says what holds now; null when nothing was left of one. For
    /// an installation of one process, where nobody wraps keys under a former version any more.
    /// </summary>
    /// <inheritdoc cref="Run" path="/exception"/>
    public static async Task<string?> Resume(IDbContextFactory<DonatelloContext> contexts, KeyRing keys, RotationWatch watch)
    {
        var report = await Wrap(contexts, keys, watch);
        return report.Rewrapped > 0 ? Told(keys, report, watch) : null;
    }

    private static async Task<RewrapReport> Wrap(IDbContextFactory<DonatelloContext> contexts, KeyRing keys, RotationWatch watch)
    {
        try
        {
            return await Rewrap(contexts, keys).Run(watch.Progress, watch.Stopped);
        }
        catch (OperationCanceledException stopped) when (watch.Stopped.IsCancellationRequested)
        {
            throw new StartRefusedException(
                $"Stopped: master key version {keys.Masters.ActiveVersion} is active, and not every key is wrapped under it. Nothing is lost as long as the older versions are there; run the same again to go on.",
                stopped);
        }
        finally
        {
            watch.Progress.Close();
        }
    }

    private static string Told(KeyRing keys, RewrapReport report, RotationWatch watch) =>
        $"Master key version {keys.Masters.ActiveVersion} is active, and {report.Rewrapped} keys of people and organisations are wrapped under it."
            + (report.Damaged > 0 ? $" {report.Damaged} did not open and stay as they are." : "")
            + (report.Rewrapped > 0 ? $" {Retention} Next: {watch.Next}" : $" {Retention}");

    private static DataKeyRewrap Rewrap(IDbContextFactory<DonatelloContext> contexts, KeyRing keys) => new(contexts, new DataKeyWrap(keys.Masters));
}
