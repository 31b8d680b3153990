using Microsoft.EntityFrameworkCore.Migrations;

namespace DonatelloAI.Storage.OrleansTables;

/// <summary>The two calls of the migration that brings the runtime's tables.</summary>
internal static class OrleansMigrations
{
    /// <summary>Makes the tables of the Orleans runtime.</summary>
    public static void CreateOrleansTables(this MigrationBuilder migration, StorageEngine engine) =>
        migration.Sql(OrleansScript.Of(engine).Create);

    /// <summary>Removes the tables of the Orleans runtime.</summary>
    public static void DropOrleansTables(this MigrationBuilder migration, StorageEngine engine) =>
        migration.Sql(OrleansScript.Of(engine).Drop);
}
