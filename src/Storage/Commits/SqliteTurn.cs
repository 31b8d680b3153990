using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Commits;

/// <summary>
/// The right to write a SQLite file. SQLite has one writer, so this process's writers queue here instead of polling the
/// file's lock.
/// </summary>
internal sealed class SqliteTurn : IDisposable
{
    private static readonly ConcurrentDictionary<string, SemaphoreSlim> Files = new(StringComparer.Ordinal);

    private readonly SemaphoreSlim _file;

    private SqliteTurn(SemaphoreSlim file) => _file = file;

    /// <summary>Waits for the turn; it ends when disposed.</summary>
    public static async Task<SqliteTurn> TakeAsync(DonatelloContext context)
    {
        var file = Files.GetOrAdd(context.Database.GetConnectionString()!, _ => new SemaphoreSlim(1));
        await file.WaitAsync();
        return new SqliteTurn(file);
    }

    public void Dispose() => _file.Release();
}
