using System.Diagnostics;
using System.Security.Cryptography;
using DonatelloAI.Grains.Users;
using DonatelloAI.Storage.Encryption;
using DonatelloAI.Testing;

namespace DonatelloAI.Bench;

/// <summary>What sealing a prompt costs once its owner's key is at hand.</summary>
internal static class Sealing
{
    private const int Rounds = 200_000;

    private static readonly string Prompt = new('p', 200);

    public static async Task Run()
    {
        using var database = TestDatabase.Sqlite();
        await database.Migrator.UpAsync();
        var masters = new MasterKeys(1, new Dictionary<int, byte[]> { [1] = RandomNumberGenerator.GetBytes(MasterKeys.KeyBytes) });
        var sealer = new PersonalSealer(database.Contexts, new DataKeyWrap(masters), TimeProvider.System);
        var key = RandomNumberGenerator.GetBytes(MasterKeys.KeyBytes);
        var (owner, organization, subject) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var written = await sealer.Seal(owner, organization, SealedField.Prompt, subject, Prompt);

        for (var round = 0; round < 3; round++)
        {
            await Measure("Seal", async () => await sealer.Seal(owner, organization, SealedField.Prompt, subject, Prompt));
            await Measure("Open", async () => await sealer.Open(owner, SealedField.Prompt, subject, written));
            await Measure("Making a cipher", () =>
            {
                using var cipher = new AesGcm(key, 16);
                return Task.CompletedTask;
            });
        }
    }

    private static async Task Measure(string name, Func<Task> call)
    {
        var (bytes, started) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
        for (var i = 0; i < Rounds; i++)
        {
            await call();
        }

        var elapsed = Stopwatch.GetElapsedTime(started);
        Console.WriteLine($"{name}: {elapsed.TotalNanoseconds / Rounds:N0} ns, {(GC.GetAllocatedBytesForCurrentThread() - bytes) / Rounds} bytes");
    }
}
