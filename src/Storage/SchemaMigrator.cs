using DonatelloAI.Storage.Engines;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace DonatelloAI.Storage;

/// <summary>Moves a database between versions of the schema. Several may run at once: a lock lets one through at a time.</summary>
public sealed class SchemaMigrator(IDbContextFactory<DonatelloContext> contexts)
{
    /// <summary>Name of the state before the first migration: an empty database.</summary>
    public const string Empty = Migration.InitialDatabase;

    /// <summary>Applies every migration that is missing.</summary>
    public Task UpAsync(CancellationToken cancellationToken = default) => MoveAsync(target: null, cancellationToken);

    /// <summary>Goes up or down to a named migration; <see cref="Empty"/> removes every table.</summary>
    public Task ToAsync(string migration, CancellationToken cancellationToken = default) => MoveAsync(migration, cancellationToken);

    /// <summary>What the database has and what it lacks.</summary>
    public async Task<SchemaState> ReadAsync(CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return new SchemaState(
            [.. await context.Database.GetAppliedMigrationsAsync(cancellationToken)],
            [.. await context.Database.GetPendingMigrationsAsync(cancellationToken)],
            [.. context.Database.GetMigrations()]);
    }

    /// <summary>The SQL that leads from one migration to another, for an operator who runs it by hand.</summary>
    /// <param name="from">Where the database stands; null for an empty one.</param>
    /// <param name="to">Where it shall go; null for the newest.</param>
    public string Script(string? from = null, string? to = null)
    {
        using var context = contexts.CreateDbContext();
        return context.GetService<IMigrator>().GenerateScript(from, to);
    }

    private async Task MoveAsync(string? target, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        using var turn = await TakeTurnAsync(context, cancellationToken);
        await context.GetService<IMigrator>().MigrateAsync(target, cancellationToken);
    }

    // SQL Server's lock is a session's by itself.
    private static async Task<IDisposable?> TakeTurnAsync(DonatelloContext context, CancellationToken cancellationToken) => context.Engine switch
    {
        StorageEngine.Sqlite => await SqliteMigrationTurn.TakeAsync(context, cancellationToken),
        StorageEngine.Postgres => await PostgresMigrationTurn.TakeAsync(context, cancellationToken),
        _ => null,
    };
}

/// <summary>The migrations of a database, oldest first.</summary>
/// <param name="Applied">Those it has.</param>
/// <param name="Pending">Those that this build has and the database lacks.</param>
/// <param name="Known">Those that this build has.</param>
public sealed record SchemaState(IReadOnlyList<string> Applied, IReadOnlyList<string> Pending, IReadOnlyList<string> Known)
{
    /// <summary>
    /// What the name of a migration begins with, behind its time, when programs of the version before can live with it: it only adds
    /// what they do not see.
    /// </summary>
    public const string ExpansionMark = "Expand";

    /// <summary>What this build runs on: its own newest migration, and expansions of the version after it.</summary>
    public string Range => $"{Known[^1]}, with or without an {ExpansionMark} migration of the version after it";

    /// <summary>Why this build does not run on the database, in a sentence; null when it does.</summary>
    public string? Refusal =>
        Pending is [var first, ..] ? $"The database's schema is older than this program: it lacks {first}, and this program runs on {Range}. Run migrate first."
        : Applied.Except(Known).FirstOrDefault(static name => !IsExpansion(name)) is { } unknown
            ? $"The database's schema is newer than this program: it has {unknown}, and this program runs on {Range}. Start a program of its version."
        : null;

    private static bool IsExpansion(string migration) =>
        migration.Split('_', 2) is [_, var name] && name.StartsWith(ExpansionMark, StringComparison.Ordinal);
}
