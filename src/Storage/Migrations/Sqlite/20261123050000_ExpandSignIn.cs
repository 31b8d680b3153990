using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace DonatelloAI.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ExpandSignIn : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "uq_users_azure_ad_id",
                table: "users");

            migrationBuilder.AddColumn<bool>(
                name: "second_factor",
                table: "user_sessions",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "issuer_bindings",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    issuer = table.Column<string>(type: "TEXT", unicode: false, maxLength: 400, nullable: false),
                    tenant_id = table.Column<string>(type: "TEXT", unicode: false, maxLength: 100, nullable: false),
                    audience = table.Column<string>(type: "TEXT", unicode: false, maxLength: 255, nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false, defaultValueSql: "(CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000)")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_issuer_bindings", x => x.organization_id);
                    table.CheckConstraint("chk_issuer_bindings_audience_length", "length(audience) <= 255");
                    table.CheckConstraint("chk_issuer_bindings_issuer_length", "length(issuer) <= 400");
                    table.CheckConstraint("chk_issuer_bindings_tenant_id_length", "length(tenant_id) <= 100");
                    table.ForeignKey(
                        name: "fk_issuer_bindings_organizations_organization_id",
                        column: x => x.organization_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                },
                comment: "The identity provider of each organisation; nothing else chooses a tenant for a sign-in");

            migrationBuilder.CreateIndex(
                name: "uq_users_organization_id_azure_ad_id",
                table: "users",
                columns: new[] { "organization_id", "azure_ad_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "uq_issuer_bindings_issuer_tenant_id",
                table: "issuer_bindings",
                columns: new[] { "issuer", "tenant_id" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "issuer_bindings");

            migrationBuilder.DropIndex(
                name: "uq_users_organization_id_azure_ad_id",
                table: "users");

            migrationBuilder.DropColumn(
                name: "second_factor",
                table: "user_sessions");

            migrationBuilder.CreateIndex(
                name: "uq_users_azure_ad_id",
                table: "users",
                column: "azure_ad_id",
                unique: true);
        }
    }
}
