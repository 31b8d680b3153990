using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace DonatelloAI.Storage.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class ExpandSignIn : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "uq_users_azure_ad_id",
                schema: "dbo",
                table: "users");

            migrationBuilder.AddColumn<bool>(
                name: "second_factor",
                schema: "dbo",
                table: "user_sessions",
                type: "bit",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "issuer_bindings",
                schema: "dbo",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    issuer = table.Column<string>(type: "varchar(400)", unicode: false, maxLength: 400, nullable: false, collation: "Latin1_General_100_BIN2"),
                    tenant_id = table.Column<string>(type: "varchar(100)", unicode: false, maxLength: 100, nullable: false, collation: "Latin1_General_100_BIN2"),
                    audience = table.Column<string>(type: "varchar(255)", unicode: false, maxLength: 255, nullable: false, collation: "Latin1_General_100_BIN2"),
                    created_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false, defaultValueSql: "SYSUTCDATETIME()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_issuer_bindings", x => x.organization_id);
                    table.ForeignKey(
                        name: "fk_issuer_bindings_organizations_organization_id",
                        column: x => x.organization_id,
                        principalSchema: "dbo",
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                },
                comment: "The identity provider of each organisation; nothing else chooses a tenant for a sign-in");

            migrationBuilder.CreateIndex(
                name: "uq_users_organization_id_azure_ad_id",
                schema: "dbo",
                table: "users",
                columns: new[] { "organization_id", "azure_ad_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "uq_issuer_bindings_issuer_tenant_id",
                schema: "dbo",
                table: "issuer_bindings",
                columns: new[] { "issuer", "tenant_id" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "issuer_bindings",
                schema: "dbo");

            migrationBuilder.DropIndex(
                name: "uq_users_organization_id_azure_ad_id",
                schema: "dbo",
                table: "users");

            migrationBuilder.DropColumn(
                name: "second_factor",
                schema: "dbo",
                table: "user_sessions");

            migrationBuilder.CreateIndex(
                name: "uq_users_azure_ad_id",
                schema: "dbo",
                table: "users",
                column: "azure_ad_id",
                unique: true);
        }
    }
}
