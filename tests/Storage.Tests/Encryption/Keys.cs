using System.Security.Cryptography;
using DonatelloAI.Storage.Encryption;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Tests.Encryption;

/// <summary>Master keys for tests: the same version is always the same key.</summary>
internal static class Keys
{
    public static MasterKeys Masters(int active, params int[] others) =>
        new(active, others.Append(active).ToDictionary(version => version, version => SHA256.HashData([(byte)version])));

    public static DataKeyWrap Wrap(int active, params int[] others) => new(Masters(active, others));
}

/// <summary>A database that counts who asks it, and can be closed or disturbed.</summary>
internal sealed class WatchedContexts(IDbContextFactory<DonatelloContext> contexts) : IDbContextFactory<DonatelloContext>
{
    private int _opened;

    /// <summary>How many contexts were opened.</summary>
    public int Opened => _opened;

    /// <summary>Runs before a context is opened, which is the number it is given.</summary>
    public Func<int, Task> Before { get; set; } = static _ => Task.CompletedTask;

    public DonatelloContext CreateDbContext() => throw new NotSupportedException("Stores open their contexts asynchronously.");

    public async Task<DonatelloContext> CreateDbContextAsync(CancellationToken cancellationToken = default)
    {
        await Before(Interlocked.Increment(ref _opened));
        return await contexts.CreateDbContextAsync(cancellationToken);
    }
}
