using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace DonatelloAI.Storage.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class ExpandCatalogue : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<decimal>(
                name: "provider_amount",
                schema: "dbo",
                table: "cost_events",
                type: "decimal(28,12)",
                precision: 28,
                scale: 12,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "provider_currency",
                schema: "dbo",
                table: "cost_events",
                type: "char(3)",
                unicode: false,
                fixedLength: true,
                maxLength: 3,
                nullable: true,
                collation: "Latin1_General_100_BIN2");

            migrationBuilder.CreateTable(
                name: "catalogue_state",
                schema: "dbo",
                columns: table => new
                {
                    id = table.Column<int>(type: "int", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_catalogue_state", x => x.id);
                },
                comment: "The fence of every change of the catalogue: the row with id 1");

            migrationBuilder.CreateTable(
                name: "freezes",
                schema: "dbo",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    subject_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    kind = table.Column<string>(type: "varchar(20)", unicode: false, maxLength: 20, nullable: false, collation: "Latin1_General_100_BIN2"),
                    organization_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    quota_pool = table.Column<string>(type: "varchar(200)", unicode: false, maxLength: 200, nullable: true, collation: "Latin1_General_100_BIN2"),
                    reason = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false),
                    frozen_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false),
                    frozen_by = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    lifted_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: true),
                    lifted_by = table.Column<Guid>(type: "uniqueidentifier", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_freezes", x => x.id);
                    table.CheckConstraint("chk_freezes_kind", "kind IN ('quota_pool', 'department', 'organization')");
                    table.CheckConstraint("chk_freezes_lifted", "(lifted_at IS NULL AND lifted_by IS NULL) OR (lifted_at IS NOT NULL AND lifted_by IS NOT NULL)");
                    table.CheckConstraint("chk_freezes_subject", "(kind = 'quota_pool' AND quota_pool IS NOT NULL AND organization_id IS NULL) OR (kind <> 'quota_pool' AND quota_pool IS NULL AND organization_id IS NOT NULL)");
                    table.ForeignKey(
                        name: "fk_freezes_organizations_organization_id",
                        column: x => x.organization_id,
                        principalSchema: "dbo",
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                },
                comment: "What was frozen, by whom and why; those without an end hold");

            migrationBuilder.InsertData(
                schema: "dbo",
                table: "catalogue_state",
                columns: new[] { "id", "updated_at", "version" },
                values: new object[] { 1, new DateTimeOffset(new DateTime(2026, 11, 22, 0, 0, 0, 0, DateTimeKind.Unspecified), new TimeSpan(0, 0, 0, 0, 0)), 0L });

            migrationBuilder.CreateIndex(
                name: "uq_freezes_subject_id",
                schema: "dbo",
                table: "freezes",
                column: "subject_id",
                unique: true,
                filter: "lifted_at IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "catalogue_state",
                schema: "dbo");

            migrationBuilder.DropTable(
                name: "freezes",
                schema: "dbo");

            migrationBuilder.DropColumn(
                name: "provider_amount",
                schema: "dbo",
                table: "cost_events");

            migrationBuilder.DropColumn(
                name: "provider_currency",
                schema: "dbo",
                table: "cost_events");
        }
    }
}
