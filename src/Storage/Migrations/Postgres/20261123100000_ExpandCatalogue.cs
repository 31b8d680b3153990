using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace DonatelloAI.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class ExpandCatalogue : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<decimal>(
                name: "provider_amount",
                table: "cost_events",
                type: "numeric(28,12)",
                precision: 28,
                scale: 12,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "provider_currency",
                table: "cost_events",
                type: "character(3)",
                unicode: false,
                fixedLength: true,
                maxLength: 3,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "catalogue_state",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_catalogue_state", x => x.id);
                },
                comment: "The fence of every change of the catalogue: the row with id 1");

            migrationBuilder.CreateTable(
                name: "freezes",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    subject_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(20)", unicode: false, maxLength: 20, nullable: false),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: true),
                    quota_pool = table.Column<string>(type: "character varying(200)", unicode: false, maxLength: 200, nullable: true),
                    reason = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    frozen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    frozen_by = table.Column<Guid>(type: "uuid", nullable: false),
                    lifted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    lifted_by = table.Column<Guid>(type: "uuid", nullable: true)
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
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                },
                comment: "What was frozen, by whom and why; those without an end hold");

            migrationBuilder.InsertData(
                table: "catalogue_state",
                columns: new[] { "id", "updated_at", "version" },
                values: new object[] { 1, new DateTimeOffset(new DateTime(2026, 11, 22, 0, 0, 0, 0, DateTimeKind.Unspecified), new TimeSpan(0, 0, 0, 0, 0)), 0L });

            migrationBuilder.CreateIndex(
                name: "uq_freezes_subject_id",
                table: "freezes",
                column: "subject_id",
                unique: true,
                filter: "lifted_at IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "catalogue_state");

            migrationBuilder.DropTable(
                name: "freezes");

            migrationBuilder.DropColumn(
                name: "provider_amount",
                table: "cost_events");

            migrationBuilder.DropColumn(
                name: "provider_currency",
                table: "cost_events");
        }
    }
}
