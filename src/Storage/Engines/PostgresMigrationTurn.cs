using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace DonatelloAI.Storage.Engines;

/// <summary>
/// Lets one process at a time migrate a PostgreSQL database. EF Core's own lock ends with the transaction of a migration, so
/// of two that started together the second would apply the next migration once more; the lock of a session holds for all of
/// them, and PostgreSQL takes it back when the session ends.
/// </summary>
internal sealed class PostgresMigrationTurn : IDisposable
{
    /// <summary>Names the lock among those of a database; any number that nothing else there uses.</summary>
    private const long LockNumber = 0x646E74_6D6967;

    private readonly NpgsqlConnection? _session;

    private PostgresMigrationTurn(NpgsqlConnection? session) => _session = session;

    /// <summary>Waits for the turn. A database that is not there yet has nobody to wait for.</summary>
    public static async Task<PostgresMigrationTurn> TakeAsync(DonatelloContext context, CancellationToken cancellationToken)
    {
        // A session of its own: a pooled one would keep the lock.
        var own = new NpgsqlConnectionStringBuilder(context.Database.GetConnectionString()) { Pooling = false, CommandTimeout = 0 };
        var session = new NpgsqlConnection(own.ConnectionString);
        var taken = false;
        try
        {
            await session.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand($"SELECT pg_advisory_lock({LockNumber})", session);
            await command.ExecuteNonQueryAsync(cancellationToken);
            taken = true;
            return new PostgresMigrationTurn(session);
        }
        catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            return new PostgresMigrationTurn(session: null);
        }
        finally
        {
            if (!taken)
            {
                await session.DisposeAsync();
            }
        }
    }

    public void Dispose() => _session?.Dispose();
}
