using DonatelloAI.Storage.Engines;
using DonatelloAI.Storage.OrleansTables;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;

namespace DonatelloAI.Storage.Migrations.SqlServer
{
    /// <summary>
    /// Tables of the Orleans runtime. They are no part of the model, so this migration leaves the model as the one before it
    /// did, and takes its snapshot instead of repeating it.
    /// </summary>
    [DbContext(typeof(SqlServerDonatelloContext))]
    [Migration("20261122130000_OrleansTables")]
    public sealed class OrleansTables : Migration
    {
        /// <inheritdoc />
        public override IModel TargetModel => field ??= new Initial().TargetModel;

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.CreateOrleansTables(StorageEngine.SqlServer);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.DropOrleansTables(StorageEngine.SqlServer);
    }
}
