using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;

namespace DonatelloAI.Storage.Modelling;

/// <summary>The two calls that a migration adds for the triggers of its own snapshot of the model.</summary>
internal static class TriggerMigrations
{
    /// <summary>Creates the triggers that the snapshot declares.</summary>
    public static void CreateTriggers(this MigrationBuilder migration, IReadOnlyModel snapshot, StorageEngine engine)
    {
        foreach (var statement in TriggerScript.Create(snapshot, engine))
        {
            migration.Sql(statement);
        }
    }

    /// <summary>Drops the triggers that the snapshot declares.</summary>
    public static void DropTriggers(this MigrationBuilder migration, IReadOnlyModel snapshot, StorageEngine engine)
    {
        foreach (var statement in TriggerScript.Drop(snapshot, engine))
        {
            migration.Sql(statement);
        }
    }
}
