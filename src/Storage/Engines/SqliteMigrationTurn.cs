using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Engines;

/// <summary>
/// Lets one process at a time migrate a SQLite file. EF Core marks a running migration with a row, which a killed process leaves
/// behind and every later start would wait for; the operating system gives a file lock back by itself, so whoever holds it may
/// remove that row.
/// </summary>
internal sealed class SqliteMigrationTurn : IDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(50);

    private readonly FileStream? _lock;

    private SqliteMigrationTurn(FileStream? heldLock) => _lock = heldLock;

    /// <summary>Waits for the turn and clears what a killed predecessor left.</summary>
    public static async Task<SqliteMigrationTurn> TakeAsync(DonatelloContext context, CancellationToken cancellationToken)
    {
        var file = new SqliteConnectionStringBuilder(context.Database.GetConnectionString()).DataSource;
        if (file.Length == 0 || file == ":memory:")
        {
            return new SqliteMigrationTurn(heldLock: null);
        }

        var turn = new SqliteMigrationTurn(await LockAsync(file + ".migrating", cancellationToken));
        await context.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\"", cancellationToken);
        return turn;
    }

    public void Dispose() => _lock?.Dispose();

    private static async Task<FileStream> LockAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
            }
            catch (IOException) when (File.Exists(path))
            {
                await Task.Delay(RetryAfter, TimeProvider.System, cancellationToken);
            }
        }
    }
}
