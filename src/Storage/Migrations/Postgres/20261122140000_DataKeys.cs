using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace DonatelloAI.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class DataKeys : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "data_keys",
                columns: table => new
                {
                    owner_id = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    wrapped_key = table.Column<byte[]>(type: "bytea", maxLength: 60, nullable: true),
                    master_version = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "CURRENT_TIMESTAMP"),
                    destroyed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_data_keys", x => new { x.owner_id, x.version });
                    table.CheckConstraint("chk_data_keys_destroyed", "(destroyed_at IS NULL AND wrapped_key IS NOT NULL) OR (destroyed_at IS NOT NULL AND wrapped_key IS NULL)");
                    table.CheckConstraint("chk_data_keys_version", "version > 0 AND master_version > 0");
                },
                comment: "Keys of people, wrapped under a master key; destroying one erases what it sealed");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "data_keys");
        }
    }
}
