using System;
using DonatelloAI.Storage.Modelling;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace DonatelloAI.Storage.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // Readers that need one consistent view take a snapshot and hold nobody up. Not possible inside a transaction.
            migrationBuilder.Sql("ALTER DATABASE CURRENT SET ALLOW_SNAPSHOT_ISOLATION ON;", suppressTransaction: true);

            migrationBuilder.EnsureSchema(
                name: "dbo");

            migrationBuilder.CreateTable(
                name: "audit_events",
                schema: "dbo",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    organization_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    user_id = table.Column<string>(type: "varchar(100)", unicode: false, maxLength: 100, nullable: false, collation: "Latin1_General_100_BIN2"),
                    chain_seq = table.Column<long>(type: "bigint", nullable: false),
                    prev_hash = table.Column<byte[]>(type: "binary(32)", fixedLength: true, maxLength: 32, nullable: false),
                    hash = table.Column<byte[]>(type: "binary(32)", fixedLength: true, maxLength: 32, nullable: false),
                    timestamp = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false),
                    event_type = table.Column<string>(type: "varchar(100)", unicode: false, maxLength: 100, nullable: false, collation: "Latin1_General_100_BIN2"),
                    action = table.Column<string>(type: "varchar(100)", unicode: false, maxLength: 100, nullable: false, collation: "Latin1_General_100_BIN2"),
                    resource_type = table.Column<string>(type: "varchar(50)", unicode: false, maxLength: 50, nullable: false, collation: "Latin1_General_100_BIN2"),
                    resource_id = table.Column<string>(type: "varchar(100)", unicode: false, maxLength: 100, nullable: false, collation: "Latin1_General_100_BIN2"),
                    user_email = table.Column<string>(type: "varchar(1024)", unicode: false, maxLength: 1024, nullable: true, collation: "Latin1_General_100_BIN2"),
                    ip_address = table.Column<string>(type: "varchar(255)", unicode: false, maxLength: 255, nullable: true, collation: "Latin1_General_100_BIN2"),
                    user_agent = table.Column<string>(type: "varchar(2000)", unicode: false, maxLength: 2000, nullable: true, collation: "Latin1_General_100_BIN2"),
                    request_id = table.Column<string>(type: "varchar(100)", unicode: false, maxLength: 100, nullable: true, collation: "Latin1_General_100_BIN2"),
                    status = table.Column<string>(type: "varchar(20)", unicode: false, maxLength: 20, nullable: false, collation: "Latin1_General_100_BIN2"),
                    error_message = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: true),
                    metadata = table.Column<string>(type: "nvarchar(max)", nullable: false, defaultValue: "{}")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_events", x => x.id);
                    table.CheckConstraint("chk_audit_events_chain_seq", "chain_seq >= 1");
                    table.CheckConstraint("chk_audit_events_metadata", "ISJSON(metadata) = 1");
                    table.CheckConstraint("chk_audit_events_status", "status IN ('success', 'failure')");
                },
                comment: "The audit log: chains of events that nobody changes; append-only");

            migrationBuilder.CreateTable(
                name: "budget_entries",
                schema: "dbo",
                columns: table => new
                {
                    department_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    organization_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    period_start = table.Column<DateOnly>(type: "date", nullable: false),
                    kind = table.Column<string>(type: "varchar(20)", unicode: false, maxLength: 20, nullable: false, collation: "Latin1_General_100_BIN2"),
                    hold_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    parent_hold_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    generation_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    batch_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    attempt_no = table.Column<int>(type: "int", nullable: true),
                    user_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    api_key_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    amount_aud = table.Column<decimal>(type: "decimal(19,6)", precision: 19, scale: 6, nullable: false),
                    spent_after_aud = table.Column<decimal>(type: "decimal(19,6)", precision: 19, scale: 6, nullable: false),
                    held_after_aud = table.Column<decimal>(type: "decimal(19,6)", precision: 19, scale: 6, nullable: false),
                    budget_after_aud = table.Column<decimal>(type: "decimal(19,6)", precision: 19, scale: 6, nullable: false),
                    enforcement_mode = table.Column<string>(type: "varchar(10)", unicode: false, maxLength: 10, nullable: false, collation: "Latin1_General_100_BIN2"),
                    overrun = table.Column<bool>(type: "bit", nullable: false, defaultValue: false),
                    operation_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    actor_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    reason = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: true),
                    detail = table.Column<string>(type: "nvarchar(max)", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_budget_entries", x => new { x.department_id, x.sequence });
                    table.CheckConstraint("chk_budget_entries_after", "spent_after_aud >= 0 AND held_after_aud >= 0 AND budget_after_aud >= 0");
                    table.CheckConstraint("chk_budget_entries_detail", "ISJSON(detail) = 1");
                    table.CheckConstraint("chk_budget_entries_enforcement_mode", "enforcement_mode IN ('hard', 'soft', 'warn')");
                    table.CheckConstraint("chk_budget_entries_kind", "kind IN ('reserve', 'top_up', 'draw', 'settle', 'release', 'set_budget', 'set_limit', 'adjust', 'rollover')");
                    table.CheckConstraint("chk_budget_entries_sequence", "sequence > 0");
                },
                comment: "The ledgers of the departments; append-only");

            migrationBuilder.CreateTable(
                name: "exchange_rates",
                schema: "dbo",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false, defaultValueSql: "NEWSEQUENTIALID()"),
                    currency = table.Column<string>(type: "char(3)", unicode: false, fixedLength: true, maxLength: 3, nullable: false, collation: "Latin1_General_100_BIN2"),
                    rate_to_aud = table.Column<decimal>(type: "decimal(19,9)", precision: 19, scale: 9, nullable: false),
                    valid_from = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false),
                    source = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false),
                    created_by = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false, defaultValueSql: "SYSUTCDATETIME()"),
                    history_valid_from = table.Column<DateTime>(type: "datetime2", nullable: false)
                        .Annotation("SqlServer:TemporalIsPeriodStartColumn", true),
                    history_valid_to = table.Column<DateTime>(type: "datetime2", nullable: false)
                        .Annotation("SqlServer:TemporalIsPeriodEndColumn", true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_exchange_rates", x => x.id);
                    table.CheckConstraint("chk_exchange_rates_rate_to_aud", "rate_to_aud > 0");
                },
                comment: "Rates to AUD, from a moment on")
                .Annotation("SqlServer:IsTemporal", true)
                .Annotation("SqlServer:TemporalHistoryTableName", "exchange_rates_history")
                .Annotation("SqlServer:TemporalHistoryTableSchema", "dbo")
                .Annotation("SqlServer:TemporalPeriodEndColumnName", "history_valid_to")
                .Annotation("SqlServer:TemporalPeriodStartColumnName", "history_valid_from");

            migrationBuilder.CreateTable(
                name: "idempotency_keys",
                schema: "dbo",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    user_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    route = table.Column<string>(type: "varchar(200)", unicode: false, maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    idempotency_key = table.Column<string>(type: "varchar(255)", unicode: false, maxLength: 255, nullable: false, collation: "Latin1_General_100_BIN2"),
                    request_hash = table.Column<byte[]>(type: "varbinary(32)", maxLength: 32, nullable: false),
                    state = table.Column<string>(type: "varchar(10)", unicode: false, maxLength: 10, nullable: false, defaultValue: "running", collation: "Latin1_General_100_BIN2"),
                    status_code = table.Column<int>(type: "int", nullable: true),
                    answer = table.Column<string>(type: "nvarchar(max)", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false, defaultValueSql: "SYSUTCDATETIME()"),
                    expires_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_idempotency_keys", x => new { x.organization_id, x.user_id, x.route, x.idempotency_key });
                    table.CheckConstraint("chk_idempotency_keys_answer", "ISJSON(answer) = 1");
                    table.CheckConstraint("chk_idempotency_keys_state", "state IN ('running', 'done')");
                },
                comment: "Writes asked for with a key, and their answers");

            migrationBuilder.CreateTable(
                name: "model_providers",
                schema: "dbo",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false, defaultValueSql: "NEWSEQUENTIALID()"),
                    provider_name = table.Column<string>(type: "varchar(100)", unicode: false, maxLength: 100, nullable: false, collation: "Latin1_General_100_BIN2"),
                    model_name = table.Column<string>(type: "varchar(100)", unicode: false, maxLength: 100, nullable: false, collation: "Latin1_General_100_BIN2"),
                    display_name = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: true),
                    is_active = table.Column<bool>(type: "bit", nullable: false, defaultValue: true),
                    api_endpoint = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: false),
                    cost_per_image_aud = table.Column<decimal>(type: "decimal(19,6)", precision: 19, scale: 6, nullable: false),
                    sla_percentage = table.Column<double>(type: "float", nullable: true),
                    timeout_seconds = table.Column<int>(type: "int", nullable: false, defaultValue: 60),
                    capabilities = table.Column<string>(type: "nvarchar(max)", nullable: false, defaultValue: "{}"),
                    available_from = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: true),
                    shutdown_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: true),
                    replacement_model = table.Column<string>(type: "varchar(200)", unicode: false, maxLength: 200, nullable: true, collation: "Latin1_General_100_BIN2"),
                    created_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false, defaultValueSql: "SYSUTCDATETIME()"),
                    updated_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false, defaultValueSql: "SYSUTCDATETIME()"),
                    valid_from = table.Column<DateTime>(type: "datetime2", nullable: false)
                        .Annotation("SqlServer:TemporalIsPeriodStartColumn", true),
                    valid_to = table.Column<DateTime>(type: "datetime2", nullable: false)
                        .Annotation("SqlServer:TemporalIsPeriodEndColumn", true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_model_providers", x => x.id);
                    table.CheckConstraint("chk_model_providers_capabilities", "ISJSON(capabilities) = 1");
                    table.CheckConstraint("chk_model_providers_cost_per_image_aud", "cost_per_image_aud >= 0");
                    table.CheckConstraint("chk_model_providers_sla_percentage", "sla_percentage BETWEEN 0 AND 100");
                    table.CheckConstraint("chk_model_providers_timeout_seconds", "timeout_seconds > 0");
                },
                comment: "The catalogue: models and the providers that run them")
                .Annotation("SqlServer:IsTemporal", true)
                .Annotation("SqlServer:TemporalHistoryTableName", "model_providers_history")
                .Annotation("SqlServer:TemporalHistoryTableSchema", "dbo")
                .Annotation("SqlServer:TemporalPeriodEndColumnName", "valid_to")
                .Annotation("SqlServer:TemporalPeriodStartColumnName", "valid_from");

            migrationBuilder.CreateTable(
                name: "organizations",
                schema: "dbo",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false, defaultValueSql: "NEWSEQUENTIALID()"),
                    name = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false),
                    domain = table.Column<string>(type: "varchar(255)", unicode: false, maxLength: 255, nullable: false, collation: "Latin1_General_100_BIN2"),
                    is_active = table.Column<bool>(type: "bit", nullable: false, defaultValue: true),
                    monthly_cap_aud = table.Column<decimal>(type: "decimal(19,6)", precision: 19, scale: 6, nullable: true),
                    version = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    created_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false, defaultValueSql: "SYSUTCDATETIME()"),
                    updated_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false, defaultValueSql: "SYSUTCDATETIME()"),
                    settings = table.Column<string>(type: "nvarchar(max)", nullable: false, defaultValue: "{}", comment: "JSON: theme, timezone, locale, features_enabled"),
                    valid_from = table.Column<DateTime>(type: "datetime2", nullable: false)
                        .Annotation("SqlServer:TemporalIsPeriodStartColumn", true),
                    valid_to = table.Column<DateTime>(type: "datetime2", nullable: false)
                        .Annotation("SqlServer:TemporalIsPeriodEndColumn", true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_organizations", x => x.id);
                    table.CheckConstraint("chk_domain", "domain = lower(domain) AND domain COLLATE Latin1_General_100_BIN2 NOT LIKE '%[^a-z0-9.-]%' AND domain LIKE '_%.__%' AND domain NOT LIKE '.%' AND domain NOT LIKE '%.' AND domain NOT LIKE '%..%' AND domain NOT LIKE '%._' AND domain NOT LIKE '-%' AND domain NOT LIKE '%-' AND domain NOT LIKE '%-.%' AND domain NOT LIKE '%.-%'");
                    table.CheckConstraint("chk_organizations_monthly_cap_aud", "monthly_cap_aud >= 0");
                    table.CheckConstraint("chk_organizations_settings", "ISJSON(settings) = 1");
                },
                comment: "Tenants")
                .Annotation("SqlServer:IsTemporal", true)
                .Annotation("SqlServer:TemporalHistoryTableName", "organizations_history")
                .Annotation("SqlServer:TemporalHistoryTableSchema", "dbo")
                .Annotation("SqlServer:TemporalPeriodEndColumnName", "valid_to")
                .Annotation("SqlServer:TemporalPeriodStartColumnName", "valid_from");

            migrationBuilder.CreateTable(
                name: "outbox",
                schema: "dbo",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    shard = table.Column<short>(type: "smallint", nullable: false),
                    organization_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    department_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    user_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    subject_type = table.Column<string>(type: "varchar(50)", unicode: false, maxLength: 50, nullable: false, collation: "Latin1_General_100_BIN2"),
                    subject_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    subject_version = table.Column<long>(type: "bigint", nullable: false),
                    event_type = table.Column<string>(type: "varchar(100)", unicode: false, maxLength: 100, nullable: false, collation: "Latin1_General_100_BIN2"),
                    payload = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    trace_parent = table.Column<string>(type: "varchar(55)", unicode: false, maxLength: 55, nullable: true, collation: "Latin1_General_100_BIN2"),
                    created_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false),
                    mac = table.Column<byte[]>(type: "binary(32)", fixedLength: true, maxLength: 32, nullable: false),
                    audit_shipped_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: true),
                    webhooks_shipped_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_outbox", x => x.id);
                    table.CheckConstraint("chk_outbox_payload", "ISJSON(payload) = 1");
                },
                comment: "Events of committed changes, until every consumer has them");

            migrationBuilder.CreateTable(
                name: "price_versions",
                schema: "dbo",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false, defaultValueSql: "NEWSEQUENTIALID()"),
                    provider_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    version = table.Column<int>(type: "int", nullable: false),
                    currency = table.Column<string>(type: "char(3)", unicode: false, fixedLength: true, maxLength: 3, nullable: false, collation: "Latin1_General_100_BIN2"),
                    components = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    valid_from = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false),
                    valid_to = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: true),
                    source = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false),
                    is_suspended = table.Column<bool>(type: "bit", nullable: false, defaultValue: false),
                    created_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false, defaultValueSql: "SYSUTCDATETIME()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_price_versions", x => x.id);
                    table.CheckConstraint("chk_price_versions_components", "ISJSON(components) = 1");
                    table.CheckConstraint("chk_price_versions_validity", "valid_to > valid_from");
                    table.CheckConstraint("chk_price_versions_version", "version >= 1");
                    table.ForeignKey(
                        name: "fk_price_versions_model_providers_provider_id",
                        column: x => x.provider_id,
                        principalSchema: "dbo",
                        principalTable: "model_providers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                },
                comment: "What each model costs, version by version");

            migrationBuilder.CreateTable(
                name: "provider_configs",
                schema: "dbo",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false, defaultValueSql: "NEWSEQUENTIALID()"),
                    provider_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    api_key_vault_ref = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: true),
                    max_retries = table.Column<int>(type: "int", nullable: false, defaultValue: 3),
                    rate_limit_per_minute = table.Column<int>(type: "int", nullable: true),
                    quota_pool = table.Column<string>(type: "varchar(200)", unicode: false, maxLength: 200, nullable: true, collation: "Latin1_General_100_BIN2"),
                    configuration = table.Column<string>(type: "nvarchar(max)", nullable: false, defaultValue: "{}"),
                    created_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false, defaultValueSql: "SYSUTCDATETIME()"),
                    updated_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false, defaultValueSql: "SYSUTCDATETIME()"),
                    valid_from = table.Column<DateTime>(type: "datetime2", nullable: false)
                        .Annotation("SqlServer:TemporalIsPeriodStartColumn", true),
                    valid_to = table.Column<DateTime>(type: "datetime2", nullable: false)
                        .Annotation("SqlServer:TemporalIsPeriodEndColumn", true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_provider_configs", x => x.id);
                    table.CheckConstraint("chk_provider_configs_configuration", "ISJSON(configuration) = 1");
                    table.CheckConstraint("chk_provider_configs_max_retries", "max_retries >= 0");
                    table.CheckConstraint("chk_provider_configs_rate_limit_per_minute", "rate_limit_per_minute > 0");
                    table.ForeignKey(
                        name: "fk_provider_configs_model_providers_provider_id",
                        column: x => x.provider_id,
                        principalSchema: "dbo",
                        principalTable: "model_providers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                },
                comment: "How this installation uses each catalogue entry")
                .Annotation("SqlServer:IsTemporal", true)
                .Annotation("SqlServer:TemporalHistoryTableName", "provider_configs_history")
                .Annotation("SqlServer:TemporalHistoryTableSchema", "dbo")
                .Annotation("SqlServer:TemporalPeriodEndColumnName", "valid_to")
                .Annotation("SqlServer:TemporalPeriodStartColumnName", "valid_from");

            migrationBuilder.CreateTable(
                name: "departments",
                schema: "dbo",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false, defaultValueSql: "NEWSEQUENTIALID()"),
                    organization_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    name = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false),
                    code = table.Column<string>(type: "nvarchar(50)", maxLength: 50, nullable: false, comment: "Short identifier, such as MKTG or SALES"),
                    is_active = table.Column<bool>(type: "bit", nullable: false, defaultValue: true),
                    created_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false, defaultValueSql: "SYSUTCDATETIME()"),
                    updated_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false, defaultValueSql: "SYSUTCDATETIME()"),
                    settings = table.Column<string>(type: "nvarchar(max)", nullable: false, defaultValue: "{}", comment: "JSON: default_model, quality_preference, cost_weight"),
                    valid_from = table.Column<DateTime>(type: "datetime2", nullable: false)
                        .Annotation("SqlServer:TemporalIsPeriodStartColumn", true),
                    valid_to = table.Column<DateTime>(type: "datetime2", nullable: false)
                        .Annotation("SqlServer:TemporalIsPeriodEndColumn", true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_departments", x => x.id);
                    table.UniqueConstraint("uq_departments_organization_id_id", x => new { x.organization_id, x.id });
                    table.CheckConstraint("chk_departments_settings", "ISJSON(settings) = 1");
                    table.ForeignKey(
                        name: "fk_departments_organizations_organization_id",
                        column: x => x.organization_id,
                        principalSchema: "dbo",
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                },
                comment: "Units of an organisation: they hold budgets and group people")
                .Annotation("SqlServer:IsTemporal", true)
                .Annotation("SqlServer:TemporalHistoryTableName", "departments_history")
                .Annotation("SqlServer:TemporalHistoryTableSchema", "dbo")
                .Annotation("SqlServer:TemporalPeriodEndColumnName", "valid_to")
                .Annotation("SqlServer:TemporalPeriodStartColumnName", "valid_from");

            migrationBuilder.CreateTable(
                name: "budget_limits",
                schema: "dbo",
                columns: table => new
                {
                    department_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    subject_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    organization_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    subject_kind = table.Column<string>(type: "varchar(10)", unicode: false, maxLength: 10, nullable: false, collation: "Latin1_General_100_BIN2"),
                    amount_aud = table.Column<decimal>(type: "decimal(19,6)", precision: 19, scale: 6, nullable: false),
                    period_start = table.Column<DateOnly>(type: "date", nullable: false),
                    spent_aud = table.Column<decimal>(type: "decimal(19,6)", precision: 19, scale: 6, nullable: false, defaultValue: 0m),
                    created_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false, defaultValueSql: "SYSUTCDATETIME()"),
                    updated_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false, defaultValueSql: "SYSUTCDATETIME()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_budget_limits", x => new { x.department_id, x.subject_id });
                    table.CheckConstraint("chk_budget_limits_amount_aud", "amount_aud >= 0");
                    table.CheckConstraint("chk_budget_limits_spent_aud", "spent_aud >= 0");
                    table.CheckConstraint("chk_budget_limits_subject_kind", "subject_kind IN ('user', 'api_key')");
                    table.ForeignKey(
                        name: "fk_budget_limits_departments_organization_id_department_id",
                        columns: x => new { x.organization_id, x.department_id },
                        principalSchema: "dbo",
                        principalTable: "departments",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                },
                comment: "What one person or key may spend in a month");

            migrationBuilder.CreateTable(
                name: "budget_periods",
                schema: "dbo",
                columns: table => new
                {
                    department_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    period_start = table.Column<DateOnly>(type: "date", nullable: false),
                    organization_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    period_end = table.Column<DateOnly>(type: "date", nullable: false),
                    time_zone = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    budget_aud = table.Column<decimal>(type: "decimal(19,6)", precision: 19, scale: 6, nullable: false, defaultValue: 0m),
                    enforcement_mode = table.Column<string>(type: "varchar(10)", unicode: false, maxLength: 10, nullable: false, collation: "Latin1_General_100_BIN2"),
                    spent_aud = table.Column<decimal>(type: "decimal(19,6)", precision: 19, scale: 6, nullable: false, defaultValue: 0m),
                    held_aud = table.Column<decimal>(type: "decimal(19,6)", precision: 19, scale: 6, nullable: false, defaultValue: 0m),
                    alerted_percent = table.Column<int>(type: "int", nullable: false, defaultValue: 0),
                    opened_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false, defaultValueSql: "SYSUTCDATETIME()"),
                    updated_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false, defaultValueSql: "SYSUTCDATETIME()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_budget_periods", x => new { x.department_id, x.period_start });
                    table.CheckConstraint("chk_budget_periods_alerted_percent", "alerted_percent >= 0");
                    table.CheckConstraint("chk_budget_periods_amounts", "budget_aud >= 0 AND spent_aud >= 0 AND held_aud >= 0");
                    table.CheckConstraint("chk_budget_periods_enforcement_mode", "enforcement_mode IN ('hard', 'soft', 'warn')");
                    table.CheckConstraint("chk_budget_periods_period", "period_end > period_start");
                    table.ForeignKey(
                        name: "fk_budget_periods_departments_organization_id_department_id",
                        columns: x => new { x.organization_id, x.department_id },
                        principalSchema: "dbo",
                        principalTable: "departments",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                },
                comment: "What each department budgeted, spent and held, month by month");

            migrationBuilder.CreateTable(
                name: "department_budgets",
                schema: "dbo",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false, defaultValueSql: "NEWSEQUENTIALID()"),
                    organization_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    department_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    monthly_budget_aud = table.Column<decimal>(type: "decimal(19,6)", precision: 19, scale: 6, nullable: false, defaultValue: 0m),
                    allocated_aud = table.Column<decimal>(type: "decimal(19,6)", precision: 19, scale: 6, nullable: true),
                    current_spend_aud = table.Column<decimal>(type: "decimal(19,6)", precision: 19, scale: 6, nullable: false, defaultValue: 0m),
                    current_held_aud = table.Column<decimal>(type: "decimal(19,6)", precision: 19, scale: 6, nullable: false, defaultValue: 0m),
                    utilization = table.Column<decimal>(type: "decimal(28,9)", nullable: true, computedColumnSql: "CAST(current_spend_aud / NULLIF(monthly_budget_aud, 0) AS decimal(28,9))", stored: true),
                    budget_period_start = table.Column<DateOnly>(type: "date", nullable: false),
                    budget_period_end = table.Column<DateOnly>(type: "date", nullable: false),
                    time_zone = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    enforcement_mode = table.Column<string>(type: "varchar(10)", unicode: false, maxLength: 10, nullable: false, defaultValue: "hard", comment: "Above the budget: hard refuses, soft allows and logs, warn allows and alerts", collation: "Latin1_General_100_BIN2"),
                    thresholds = table.Column<string>(type: "nvarchar(max)", nullable: false, defaultValue: "[50,80,100]"),
                    last_reset_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: true),
                    version = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    last_sequence = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    last_entry_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false, defaultValueSql: "SYSUTCDATETIME()"),
                    updated_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false, defaultValueSql: "SYSUTCDATETIME()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_department_budgets", x => x.id);
                    table.CheckConstraint("chk_budget_period", "budget_period_end > budget_period_start");
                    table.CheckConstraint("chk_department_budgets_allocated_aud", "allocated_aud >= 0");
                    table.CheckConstraint("chk_department_budgets_current_held_aud", "current_held_aud >= 0");
                    table.CheckConstraint("chk_department_budgets_current_spend_aud", "current_spend_aud >= 0");
                    table.CheckConstraint("chk_department_budgets_enforcement_mode", "enforcement_mode IN ('hard', 'soft', 'warn')");
                    table.CheckConstraint("chk_department_budgets_monthly_budget_aud", "monthly_budget_aud >= 0");
                    table.CheckConstraint("chk_department_budgets_thresholds", "ISJSON(thresholds) = 1");
                    table.ForeignKey(
                        name: "fk_department_budgets_departments_organization_id_department_id",
                        columns: x => new { x.organization_id, x.department_id },
                        principalSchema: "dbo",
                        principalTable: "departments",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                },
                comment: "Each department's budget, spend and holds in its current month");

            migrationBuilder.CreateTable(
                name: "users",
                schema: "dbo",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false, defaultValueSql: "NEWSEQUENTIALID()"),
                    organization_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    department_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    azure_ad_id = table.Column<string>(type: "varchar(255)", unicode: false, maxLength: 255, nullable: false, comment: "Object id at the identity provider, by which a sign-in finds its person", collation: "Latin1_General_100_BIN2"),
                    email = table.Column<string>(type: "varchar(1024)", unicode: false, maxLength: 1024, nullable: false, comment: "Sealed under the person's key; lookups use email_index", collation: "Latin1_General_100_BIN2"),
                    email_index = table.Column<byte[]>(type: "varbinary(32)", maxLength: 32, nullable: false),
                    email_index_version = table.Column<int>(type: "int", nullable: false),
                    display_name = table.Column<string>(type: "varchar(1024)", unicode: false, maxLength: 1024, nullable: true, comment: "Sealed under the person's key", collation: "Latin1_General_100_BIN2"),
                    role = table.Column<string>(type: "varchar(50)", unicode: false, maxLength: 50, nullable: false, collation: "Latin1_General_100_BIN2"),
                    is_active = table.Column<bool>(type: "bit", nullable: false, defaultValue: true),
                    mfa_enabled = table.Column<bool>(type: "bit", nullable: false, defaultValue: false),
                    mfa_grace_period_expires_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: true, comment: "Last moment to set up a second factor: 7 days after the account was made"),
                    last_login_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false, defaultValueSql: "SYSUTCDATETIME()"),
                    updated_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false, defaultValueSql: "SYSUTCDATETIME()"),
                    settings = table.Column<string>(type: "nvarchar(max)", nullable: false, defaultValue: "{}", comment: "JSON: notifications_enabled, preferred_model, auto_download"),
                    valid_from = table.Column<DateTime>(type: "datetime2", nullable: false)
                        .Annotation("SqlServer:TemporalIsPeriodStartColumn", true),
                    valid_to = table.Column<DateTime>(type: "datetime2", nullable: false)
                        .Annotation("SqlServer:TemporalIsPeriodEndColumn", true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_users", x => x.id);
                    table.UniqueConstraint("uq_users_organization_id_id", x => new { x.organization_id, x.id });
                    table.CheckConstraint("chk_users_role", "role IN ('standard_user', 'power_user', 'dept_manager', 'org_admin', 'super_admin')");
                    table.CheckConstraint("chk_users_settings", "ISJSON(settings) = 1");
                    table.ForeignKey(
                        name: "fk_users_departments_organization_id_department_id",
                        columns: x => new { x.organization_id, x.department_id },
                        principalSchema: "dbo",
                        principalTable: "departments",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_users_organizations_organization_id",
                        column: x => x.organization_id,
                        principalSchema: "dbo",
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                },
                comment: "People, with the role that says what each may do")
                .Annotation("SqlServer:IsTemporal", true)
                .Annotation("SqlServer:TemporalHistoryTableName", "users_history")
                .Annotation("SqlServer:TemporalHistoryTableSchema", "dbo")
                .Annotation("SqlServer:TemporalPeriodEndColumnName", "valid_to")
                .Annotation("SqlServer:TemporalPeriodStartColumnName", "valid_from");

            migrationBuilder.CreateTable(
                name: "api_keys",
                schema: "dbo",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false, defaultValueSql: "NEWSEQUENTIALID()"),
                    organization_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    user_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    key_name = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false),
                    key_hash = table.Column<string>(type: "varchar(255)", unicode: false, maxLength: 255, nullable: false, collation: "Latin1_General_100_BIN2"),
                    key_prefix = table.Column<string>(type: "varchar(32)", unicode: false, maxLength: 32, nullable: false, collation: "Latin1_General_100_BIN2"),
                    scopes = table.Column<string>(type: "nvarchar(max)", nullable: false, defaultValue: "[]"),
                    spend_limit_aud = table.Column<decimal>(type: "decimal(19,6)", precision: 19, scale: 6, nullable: true),
                    rate_limit_per_minute = table.Column<int>(type: "int", nullable: true),
                    is_active = table.Column<bool>(type: "bit", nullable: false, defaultValue: true),
                    expires_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: true),
                    last_used_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false, defaultValueSql: "SYSUTCDATETIME()"),
                    revoked_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: true),
                    valid_from = table.Column<DateTime>(type: "datetime2", nullable: false)
                        .Annotation("SqlServer:TemporalIsPeriodStartColumn", true),
                    valid_to = table.Column<DateTime>(type: "datetime2", nullable: false)
                        .Annotation("SqlServer:TemporalIsPeriodEndColumn", true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_api_keys", x => x.id);
                    table.CheckConstraint("chk_api_keys_rate_limit_per_minute", "rate_limit_per_minute > 0");
                    table.CheckConstraint("chk_api_keys_scopes", "ISJSON(scopes) = 1");
                    table.CheckConstraint("chk_api_keys_spend_limit_aud", "spend_limit_aud >= 0");
                    table.ForeignKey(
                        name: "fk_api_keys_users_organization_id_user_id",
                        columns: x => new { x.organization_id, x.user_id },
                        principalSchema: "dbo",
                        principalTable: "users",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                },
                comment: "Credentials of programs; only a keyed hash of each is kept")
                .Annotation("SqlServer:IsTemporal", true)
                .Annotation("SqlServer:TemporalHistoryTableName", "api_keys_history")
                .Annotation("SqlServer:TemporalHistoryTableSchema", "dbo")
                .Annotation("SqlServer:TemporalPeriodEndColumnName", "valid_to")
                .Annotation("SqlServer:TemporalPeriodStartColumnName", "valid_from");

            migrationBuilder.CreateTable(
                name: "batches",
                schema: "dbo",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false, defaultValueSql: "NEWSEQUENTIALID()"),
                    organization_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    department_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    user_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    api_key_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    name = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: true),
                    status = table.Column<string>(type: "varchar(20)", unicode: false, maxLength: 20, nullable: false, defaultValue: "accepted", collation: "Latin1_General_100_BIN2"),
                    item_count = table.Column<int>(type: "int", nullable: false),
                    request_hash = table.Column<byte[]>(type: "varbinary(32)", maxLength: 32, nullable: true),
                    on_insufficient_budget = table.Column<string>(type: "varchar(10)", unicode: false, maxLength: 10, nullable: false, defaultValue: "reject", collation: "Latin1_General_100_BIN2"),
                    version = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    created_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false, defaultValueSql: "SYSUTCDATETIME()"),
                    updated_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false, defaultValueSql: "SYSUTCDATETIME()"),
                    ended_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_batches", x => x.id);
                    table.CheckConstraint("chk_batches_item_count", "item_count BETWEEN 1 AND 50000");
                    table.CheckConstraint("chk_batches_on_insufficient_budget", "on_insufficient_budget IN ('reject', 'partial')");
                    table.CheckConstraint("chk_batches_status", "status IN ('accepted', 'running', 'paused', 'cancelling', 'completed', 'cancelled')");
                    table.ForeignKey(
                        name: "fk_batches_departments_organization_id_department_id",
                        columns: x => new { x.organization_id, x.department_id },
                        principalSchema: "dbo",
                        principalTable: "departments",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_batches_users_user_id",
                        column: x => x.user_id,
                        principalSchema: "dbo",
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                },
                comment: "Many generations under one hold");

            migrationBuilder.CreateTable(
                name: "user_preferences",
                schema: "dbo",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false, defaultValueSql: "NEWSEQUENTIALID()"),
                    organization_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    user_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    preference_key = table.Column<string>(type: "varchar(100)", unicode: false, maxLength: 100, nullable: false, collation: "Latin1_General_100_BIN2"),
                    preference_value = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false, defaultValueSql: "SYSUTCDATETIME()"),
                    updated_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false, defaultValueSql: "SYSUTCDATETIME()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_preferences", x => x.id);
                    table.CheckConstraint("chk_user_preferences_preference_value", "ISJSON(CONCAT(N'{\"v\":', preference_value, N'}')) = 1");
                    table.ForeignKey(
                        name: "fk_user_preferences_users_organization_id_user_id",
                        columns: x => new { x.organization_id, x.user_id },
                        principalSchema: "dbo",
                        principalTable: "users",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                },
                comment: "Preferences of people, by key");

            migrationBuilder.CreateTable(
                name: "user_sessions",
                schema: "dbo",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false, defaultValueSql: "NEWSEQUENTIALID()"),
                    organization_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    user_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    refresh_token_hash = table.Column<string>(type: "varchar(255)", unicode: false, maxLength: 255, nullable: false, comment: "HMAC-SHA-256 of the refresh token with the application's pepper", collation: "Latin1_General_100_BIN2"),
                    device_info = table.Column<string>(type: "nvarchar(max)", nullable: true, comment: "JSON: user_agent, ip_address, device_type, browser"),
                    created_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false, defaultValueSql: "SYSUTCDATETIME()"),
                    expires_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false),
                    last_used_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false, defaultValueSql: "SYSUTCDATETIME()"),
                    revoked = table.Column<bool>(type: "bit", nullable: false, defaultValue: false),
                    revoked_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: true),
                    revoked_reason = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_sessions", x => x.id);
                    table.CheckConstraint("chk_revoked_at", "(revoked = 0 AND revoked_at IS NULL) OR (revoked = 1 AND revoked_at IS NOT NULL)");
                    table.CheckConstraint("chk_user_sessions_device_info", "ISJSON(device_info) = 1");
                    table.ForeignKey(
                        name: "fk_user_sessions_users_organization_id_user_id",
                        columns: x => new { x.organization_id, x.user_id },
                        principalSchema: "dbo",
                        principalTable: "users",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                },
                comment: "Signed-in sessions: the right to renew access tokens, until revoked");

            migrationBuilder.CreateTable(
                name: "webhooks",
                schema: "dbo",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false, defaultValueSql: "NEWSEQUENTIALID()"),
                    organization_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    user_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    webhook_url = table.Column<string>(type: "nvarchar(2000)", maxLength: 2000, nullable: false),
                    secret_hash = table.Column<string>(type: "varchar(255)", unicode: false, maxLength: 255, nullable: false, collation: "Latin1_General_100_BIN2"),
                    secret_encrypted = table.Column<string>(type: "varchar(max)", unicode: false, nullable: false, collation: "Latin1_General_100_BIN2"),
                    event_types = table.Column<string>(type: "nvarchar(max)", nullable: false, defaultValue: "[]"),
                    is_active = table.Column<bool>(type: "bit", nullable: false, defaultValue: true),
                    retry_count = table.Column<int>(type: "int", nullable: false, defaultValue: 0),
                    created_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false, defaultValueSql: "SYSUTCDATETIME()"),
                    updated_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false, defaultValueSql: "SYSUTCDATETIME()"),
                    valid_from = table.Column<DateTime>(type: "datetime2", nullable: false)
                        .Annotation("SqlServer:TemporalIsPeriodStartColumn", true),
                    valid_to = table.Column<DateTime>(type: "datetime2", nullable: false)
                        .Annotation("SqlServer:TemporalIsPeriodEndColumn", true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_webhooks", x => x.id);
                    table.CheckConstraint("chk_webhooks_event_types", "ISJSON(event_types) = 1");
                    table.ForeignKey(
                        name: "fk_webhooks_users_organization_id_user_id",
                        columns: x => new { x.organization_id, x.user_id },
                        principalSchema: "dbo",
                        principalTable: "users",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                },
                comment: "Subscriptions to events")
                .Annotation("SqlServer:IsTemporal", true)
                .Annotation("SqlServer:TemporalHistoryTableName", "webhooks_history")
                .Annotation("SqlServer:TemporalHistoryTableSchema", "dbo")
                .Annotation("SqlServer:TemporalPeriodEndColumnName", "valid_to")
                .Annotation("SqlServer:TemporalPeriodStartColumnName", "valid_from");

            migrationBuilder.CreateTable(
                name: "generations",
                schema: "dbo",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false, defaultValueSql: "NEWSEQUENTIALID()"),
                    organization_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    user_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    department_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    api_key_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    group_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    batch_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    model_provider = table.Column<string>(type: "varchar(50)", unicode: false, maxLength: 50, nullable: false, collation: "Latin1_General_100_BIN2"),
                    model_name = table.Column<string>(type: "varchar(100)", unicode: false, maxLength: 100, nullable: false, collation: "Latin1_General_100_BIN2"),
                    prompt_encrypted = table.Column<string>(type: "varchar(max)", unicode: false, nullable: false, comment: "The prompt, sealed by the application", collation: "Latin1_General_100_BIN2"),
                    status = table.Column<string>(type: "varchar(20)", unicode: false, maxLength: 20, nullable: false, defaultValue: "pending", collation: "Latin1_General_100_BIN2"),
                    image_url = table.Column<string>(type: "varchar(500)", unicode: false, maxLength: 500, nullable: true, collation: "Latin1_General_100_BIN2"),
                    thumbnail_url = table.Column<string>(type: "varchar(500)", unicode: false, maxLength: 500, nullable: true, collation: "Latin1_General_100_BIN2"),
                    cost_aud = table.Column<decimal>(type: "decimal(19,6)", precision: 19, scale: 6, nullable: false, defaultValue: 0m),
                    generation_time_ms = table.Column<int>(type: "int", nullable: true),
                    error_message = table.Column<string>(type: "varchar(max)", unicode: false, nullable: true, collation: "Latin1_General_100_BIN2"),
                    error_code = table.Column<string>(type: "varchar(50)", unicode: false, maxLength: 50, nullable: true, collation: "Latin1_General_100_BIN2"),
                    is_nsfw = table.Column<bool>(type: "bit", nullable: false, defaultValue: false),
                    is_deleted = table.Column<bool>(type: "bit", nullable: false, defaultValue: false),
                    request_hash = table.Column<byte[]>(type: "varbinary(32)", maxLength: 32, nullable: true),
                    version = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    storage_tier = table.Column<string>(type: "varchar(10)", unicode: false, maxLength: 10, nullable: false, defaultValue: "hot", collation: "Latin1_General_100_BIN2"),
                    archived_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: true),
                    cancel_requested_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false, defaultValueSql: "SYSUTCDATETIME()"),
                    completed_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: true),
                    deleted_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: true),
                    metadata = table.Column<string>(type: "nvarchar(max)", nullable: false, defaultValue: "{}", comment: "JSON: resolution, quality, style, seed, output_format; no prompt")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_generations", x => x.id);
                    table.CheckConstraint("chk_completed", "(status = 'completed' AND completed_at IS NOT NULL AND image_url IS NOT NULL) OR status <> 'completed'");
                    table.CheckConstraint("chk_generations_metadata", "ISJSON(metadata) = 1");
                    table.CheckConstraint("chk_generations_status", "status IN ('pending', 'processing', 'completed', 'failed', 'cancelled')");
                    table.CheckConstraint("chk_generations_storage_tier", "storage_tier IN ('hot', 'cool', 'archive')");
                    table.ForeignKey(
                        name: "fk_generations_batches_batch_id",
                        column: x => x.batch_id,
                        principalSchema: "dbo",
                        principalTable: "batches",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_generations_departments_organization_id_department_id",
                        columns: x => new { x.organization_id, x.department_id },
                        principalSchema: "dbo",
                        principalTable: "departments",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_generations_users_user_id",
                        column: x => x.user_id,
                        principalSchema: "dbo",
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                },
                comment: "Images: asked for, made, kept");

            migrationBuilder.CreateTable(
                name: "webhook_deliveries",
                schema: "dbo",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false, defaultValueSql: "NEWSEQUENTIALID()"),
                    organization_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    webhook_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    event_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    event_type = table.Column<string>(type: "varchar(100)", unicode: false, maxLength: 100, nullable: false, collation: "Latin1_General_100_BIN2"),
                    payload = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    state = table.Column<string>(type: "varchar(10)", unicode: false, maxLength: 10, nullable: false, defaultValue: "pending", collation: "Latin1_General_100_BIN2"),
                    attempt_count = table.Column<int>(type: "int", nullable: false, defaultValue: 0),
                    next_attempt_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false),
                    last_status_code = table.Column<int>(type: "int", nullable: true),
                    last_error = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false, defaultValueSql: "SYSUTCDATETIME()"),
                    delivered_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_webhook_deliveries", x => x.id);
                    table.CheckConstraint("chk_webhook_deliveries_attempt_count", "attempt_count >= 0");
                    table.CheckConstraint("chk_webhook_deliveries_payload", "ISJSON(payload) = 1");
                    table.CheckConstraint("chk_webhook_deliveries_state", "state IN ('pending', 'delivered', 'dead')");
                    table.ForeignKey(
                        name: "fk_webhook_deliveries_webhooks_webhook_id",
                        column: x => x.webhook_id,
                        principalSchema: "dbo",
                        principalTable: "webhooks",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                },
                comment: "Events on their way to subscriptions");

            migrationBuilder.CreateTable(
                name: "budget_holds",
                schema: "dbo",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    organization_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    department_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    period_start = table.Column<DateOnly>(type: "date", nullable: false),
                    generation_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    batch_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    attempt_no = table.Column<int>(type: "int", nullable: false, defaultValue: 1),
                    parent_hold_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    user_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    api_key_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    amount_aud = table.Column<decimal>(type: "decimal(19,6)", precision: 19, scale: 6, nullable: false),
                    remaining_aud = table.Column<decimal>(type: "decimal(19,6)", precision: 19, scale: 6, nullable: false),
                    charged_aud = table.Column<decimal>(type: "decimal(19,6)", precision: 19, scale: 6, nullable: false, defaultValue: 0m),
                    provider_cost_aud = table.Column<decimal>(type: "decimal(19,6)", precision: 19, scale: 6, nullable: true),
                    fx_rate = table.Column<decimal>(type: "decimal(19,9)", precision: 19, scale: 9, nullable: false),
                    price_version = table.Column<int>(type: "int", nullable: false),
                    state = table.Column<string>(type: "varchar(10)", unicode: false, maxLength: 10, nullable: false, defaultValue: "open", collation: "Latin1_General_100_BIN2"),
                    created_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false),
                    closed_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: true),
                    expires_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_budget_holds", x => x.id);
                    table.CheckConstraint("chk_budget_holds_attempt_no", "attempt_no >= 1");
                    table.CheckConstraint("chk_budget_holds_charged_aud", "charged_aud >= 0");
                    table.CheckConstraint("chk_budget_holds_closed", "state = 'open' OR remaining_aud = 0");
                    table.CheckConstraint("chk_budget_holds_remaining_aud", "remaining_aud >= 0 AND remaining_aud <= amount_aud");
                    table.CheckConstraint("chk_budget_holds_state", "state IN ('open', 'settled', 'released')");
                    table.CheckConstraint("chk_budget_holds_work", "generation_id IS NULL OR batch_id IS NULL");
                    table.ForeignKey(
                        name: "fk_budget_holds_batches_batch_id",
                        column: x => x.batch_id,
                        principalSchema: "dbo",
                        principalTable: "batches",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_budget_holds_generations_generation_id",
                        column: x => x.generation_id,
                        principalSchema: "dbo",
                        principalTable: "generations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                },
                comment: "Money set aside for one attempt of a generation, or for a batch");

            migrationBuilder.CreateTable(
                name: "cost_events",
                schema: "dbo",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false, defaultValueSql: "NEWSEQUENTIALID()"),
                    organization_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    generation_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    attempt_no = table.Column<int>(type: "int", nullable: false),
                    department_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    user_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    api_key_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    hold_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    period_start = table.Column<DateOnly>(type: "date", nullable: false),
                    model_provider = table.Column<string>(type: "varchar(50)", unicode: false, maxLength: 50, nullable: false, collation: "Latin1_General_100_BIN2"),
                    estimated_cost_aud = table.Column<decimal>(type: "decimal(19,6)", precision: 19, scale: 6, nullable: false),
                    actual_cost_aud = table.Column<decimal>(type: "decimal(19,6)", precision: 19, scale: 6, nullable: false),
                    provider_cost_aud = table.Column<decimal>(type: "decimal(19,6)", precision: 19, scale: 6, nullable: false),
                    cost_source = table.Column<string>(type: "varchar(20)", unicode: false, maxLength: 20, nullable: false, collation: "Latin1_General_100_BIN2"),
                    fx_rate = table.Column<decimal>(type: "decimal(19,9)", precision: 19, scale: 9, nullable: false),
                    currency = table.Column<string>(type: "varchar(3)", unicode: false, maxLength: 3, nullable: false, defaultValue: "AUD", collation: "Latin1_General_100_BIN2"),
                    created_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false, defaultValueSql: "SYSUTCDATETIME()"),
                    metadata = table.Column<string>(type: "nvarchar(max)", nullable: false, defaultValue: "{}", comment: "JSON: billing_period, invoice_id, tax_amount")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_cost_events", x => x.id);
                    table.CheckConstraint("chk_cost_events_amounts", "estimated_cost_aud >= 0 AND actual_cost_aud >= 0 AND provider_cost_aud >= 0");
                    table.CheckConstraint("chk_cost_events_attempt_no", "attempt_no >= 1");
                    table.CheckConstraint("chk_cost_events_cost_source", "cost_source IN ('provider', 'usage', 'price_list', 'assumed')");
                    table.CheckConstraint("chk_cost_events_metadata", "ISJSON(metadata) = 1");
                    table.ForeignKey(
                        name: "fk_cost_events_departments_organization_id_department_id",
                        columns: x => new { x.organization_id, x.department_id },
                        principalSchema: "dbo",
                        principalTable: "departments",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_cost_events_generations_generation_id",
                        column: x => x.generation_id,
                        principalSchema: "dbo",
                        principalTable: "generations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_cost_events_users_user_id",
                        column: x => x.user_id,
                        principalSchema: "dbo",
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                },
                comment: "What each billed attempt cost");

            migrationBuilder.CreateTable(
                name: "generation_attempts",
                schema: "dbo",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false, defaultValueSql: "NEWSEQUENTIALID()"),
                    organization_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    department_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    generation_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    attempt_no = table.Column<int>(type: "int", nullable: false),
                    hold_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    model_provider = table.Column<string>(type: "varchar(50)", unicode: false, maxLength: 50, nullable: false, collation: "Latin1_General_100_BIN2"),
                    model_name = table.Column<string>(type: "varchar(100)", unicode: false, maxLength: 100, nullable: false, collation: "Latin1_General_100_BIN2"),
                    quota_pool = table.Column<string>(type: "varchar(200)", unicode: false, maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    call_kind = table.Column<string>(type: "varchar(20)", unicode: false, maxLength: 20, nullable: false, collation: "Latin1_General_100_BIN2"),
                    state = table.Column<string>(type: "varchar(20)", unicode: false, maxLength: 20, nullable: false, defaultValue: "started", collation: "Latin1_General_100_BIN2"),
                    owner = table.Column<string>(type: "varchar(200)", unicode: false, maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    lease_until = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: true),
                    provider_job_id = table.Column<string>(type: "varchar(255)", unicode: false, maxLength: 255, nullable: true, collation: "Latin1_General_100_BIN2"),
                    provider_request_id = table.Column<string>(type: "varchar(255)", unicode: false, maxLength: 255, nullable: true, collation: "Latin1_General_100_BIN2"),
                    error_class = table.Column<string>(type: "varchar(50)", unicode: false, maxLength: 50, nullable: true, collation: "Latin1_General_100_BIN2"),
                    error_detail_encrypted = table.Column<string>(type: "varchar(max)", unicode: false, nullable: true, collation: "Latin1_General_100_BIN2"),
                    billed = table.Column<string>(type: "varchar(10)", unicode: false, maxLength: 10, nullable: false, defaultValue: "unknown", collation: "Latin1_General_100_BIN2"),
                    facts = table.Column<string>(type: "nvarchar(max)", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_generation_attempts", x => x.id);
                    table.CheckConstraint("chk_generation_attempts_attempt_no", "attempt_no >= 1");
                    table.CheckConstraint("chk_generation_attempts_billed", "billed IN ('unknown', 'yes', 'no')");
                    table.CheckConstraint("chk_generation_attempts_call_kind", "call_kind IN ('resumable', 'repeatable', 'unconfirmable')");
                    table.CheckConstraint("chk_generation_attempts_facts", "ISJSON(facts) = 1");
                    table.CheckConstraint("chk_generation_attempts_state", "state IN ('started', 'succeeded', 'refused', 'failed', 'unknown', 'settled', 'released')");
                    table.ForeignKey(
                        name: "fk_generation_attempts_generations_generation_id",
                        column: x => x.generation_id,
                        principalSchema: "dbo",
                        principalTable: "generations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                },
                comment: "Calls to providers, from lease to settlement");

            migrationBuilder.CreateTable(
                name: "generation_metadata",
                schema: "dbo",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false, defaultValueSql: "NEWSEQUENTIALID()"),
                    organization_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    generation_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    prompt_language = table.Column<string>(type: "varchar(10)", unicode: false, maxLength: 10, nullable: true, collation: "Latin1_General_100_BIN2"),
                    prompt_complexity_score = table.Column<double>(type: "float", nullable: true),
                    selected_model_reason = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: true, comment: "Why the router chose this model, such as price or quality"),
                    fallback_model = table.Column<string>(type: "varchar(200)", unicode: false, maxLength: 200, nullable: true, collation: "Latin1_General_100_BIN2"),
                    retry_count = table.Column<int>(type: "int", nullable: false, defaultValue: 0),
                    model_parameters = table.Column<string>(type: "nvarchar(max)", nullable: true),
                    post_processing_steps = table.Column<string>(type: "nvarchar(max)", nullable: true),
                    content_safety_score = table.Column<string>(type: "nvarchar(50)", maxLength: 50, nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false, defaultValueSql: "SYSUTCDATETIME()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_generation_metadata", x => x.id);
                    table.CheckConstraint("chk_generation_metadata_model_parameters", "ISJSON(model_parameters) = 1");
                    table.CheckConstraint("chk_generation_metadata_post_processing_steps", "ISJSON(post_processing_steps) = 1");
                    table.CheckConstraint("chk_generation_metadata_prompt_complexity_score", "prompt_complexity_score BETWEEN 0 AND 1");
                    table.ForeignKey(
                        name: "fk_generation_metadata_generations_generation_id",
                        column: x => x.generation_id,
                        principalSchema: "dbo",
                        principalTable: "generations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                },
                comment: "How each generation was routed and worked on");

            migrationBuilder.CreateIndex(
                name: "idx_api_keys_user_id",
                schema: "dbo",
                table: "api_keys",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "uq_api_keys_key_hash",
                schema: "dbo",
                table: "api_keys",
                column: "key_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "idx_audit_events_event_type",
                schema: "dbo",
                table: "audit_events",
                columns: new[] { "organization_id", "event_type", "timestamp" },
                descending: new[] { false, false, true });

            migrationBuilder.CreateIndex(
                name: "idx_audit_events_resource_id",
                schema: "dbo",
                table: "audit_events",
                columns: new[] { "organization_id", "resource_id" });

            migrationBuilder.CreateIndex(
                name: "idx_audit_events_timestamp",
                schema: "dbo",
                table: "audit_events",
                columns: new[] { "organization_id", "timestamp" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "uq_audit_events_user_id_chain_seq",
                schema: "dbo",
                table: "audit_events",
                columns: new[] { "user_id", "chain_seq" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "idx_batches_department_id",
                schema: "dbo",
                table: "batches",
                columns: new[] { "organization_id", "department_id", "created_at" },
                descending: new[] { false, false, true });

            migrationBuilder.CreateIndex(
                name: "idx_batches_unfinished",
                schema: "dbo",
                table: "batches",
                column: "updated_at",
                filter: "status IN ('accepted', 'running', 'cancelling')");

            migrationBuilder.CreateIndex(
                name: "idx_batches_user_id",
                schema: "dbo",
                table: "batches",
                columns: new[] { "user_id", "created_at" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "uq_budget_entries_operation_id",
                schema: "dbo",
                table: "budget_entries",
                columns: new[] { "department_id", "operation_id" },
                unique: true,
                filter: "operation_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "idx_budget_holds_batch_id",
                schema: "dbo",
                table: "budget_holds",
                column: "batch_id",
                filter: "batch_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "idx_budget_holds_open",
                schema: "dbo",
                table: "budget_holds",
                column: "department_id",
                filter: "state = 'open'");

            migrationBuilder.CreateIndex(
                name: "uq_budget_holds_generation_id_attempt_no",
                schema: "dbo",
                table: "budget_holds",
                columns: new[] { "generation_id", "attempt_no" },
                unique: true,
                filter: "generation_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "idx_budget_periods_organization_id",
                schema: "dbo",
                table: "budget_periods",
                columns: new[] { "organization_id", "period_start" });

            migrationBuilder.CreateIndex(
                name: "idx_cost_events_created_at",
                schema: "dbo",
                table: "cost_events",
                columns: new[] { "organization_id", "created_at" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "idx_cost_events_department_id",
                schema: "dbo",
                table: "cost_events",
                columns: new[] { "department_id", "period_start" });

            migrationBuilder.CreateIndex(
                name: "idx_cost_events_model_provider",
                schema: "dbo",
                table: "cost_events",
                columns: new[] { "organization_id", "model_provider", "created_at" },
                descending: new[] { false, false, true });

            migrationBuilder.CreateIndex(
                name: "idx_cost_events_user_id",
                schema: "dbo",
                table: "cost_events",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "uq_cost_events_generation_id_attempt_no",
                schema: "dbo",
                table: "cost_events",
                columns: new[] { "generation_id", "attempt_no" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "idx_dept_budgets_period",
                schema: "dbo",
                table: "department_budgets",
                columns: new[] { "budget_period_start", "budget_period_end" });

            migrationBuilder.CreateIndex(
                name: "idx_dept_budgets_utilization",
                schema: "dbo",
                table: "department_budgets",
                columns: new[] { "organization_id", "utilization" },
                filter: "monthly_budget_aud > 0");

            migrationBuilder.CreateIndex(
                name: "uq_department_budgets_department_id",
                schema: "dbo",
                table: "department_budgets",
                column: "department_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "idx_departments_is_active",
                schema: "dbo",
                table: "departments",
                column: "organization_id",
                filter: "is_active = 1");

            migrationBuilder.CreateIndex(
                name: "uq_dept_org_code",
                schema: "dbo",
                table: "departments",
                columns: new[] { "organization_id", "code" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "uq_exchange_rates_currency_valid_from",
                schema: "dbo",
                table: "exchange_rates",
                columns: new[] { "currency", "valid_from" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "idx_generation_attempts_lease_until",
                schema: "dbo",
                table: "generation_attempts",
                column: "lease_until",
                filter: "state = 'started'");

            migrationBuilder.CreateIndex(
                name: "idx_generation_attempts_quota_pool",
                schema: "dbo",
                table: "generation_attempts",
                columns: new[] { "quota_pool", "started_at" });

            migrationBuilder.CreateIndex(
                name: "idx_generation_attempts_unknown",
                schema: "dbo",
                table: "generation_attempts",
                column: "started_at",
                filter: "state = 'unknown'");

            migrationBuilder.CreateIndex(
                name: "uq_generation_attempts_generation_id_attempt_no",
                schema: "dbo",
                table: "generation_attempts",
                columns: new[] { "generation_id", "attempt_no" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "idx_gen_metadata_complexity",
                schema: "dbo",
                table: "generation_metadata",
                columns: new[] { "organization_id", "prompt_complexity_score" });

            migrationBuilder.CreateIndex(
                name: "idx_gen_metadata_retry_count",
                schema: "dbo",
                table: "generation_metadata",
                columns: new[] { "organization_id", "retry_count" },
                filter: "retry_count > 0");

            migrationBuilder.CreateIndex(
                name: "uq_generation_metadata_generation_id",
                schema: "dbo",
                table: "generation_metadata",
                column: "generation_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "idx_generations_active",
                schema: "dbo",
                table: "generations",
                columns: new[] { "user_id", "created_at" },
                descending: new[] { false, true },
                filter: "is_deleted = 0");

            migrationBuilder.CreateIndex(
                name: "idx_generations_batch_id",
                schema: "dbo",
                table: "generations",
                columns: new[] { "batch_id", "created_at" },
                filter: "batch_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "idx_generations_created_at",
                schema: "dbo",
                table: "generations",
                columns: new[] { "organization_id", "created_at" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "idx_generations_department_id",
                schema: "dbo",
                table: "generations",
                columns: new[] { "organization_id", "department_id", "created_at" },
                descending: new[] { false, false, true });

            migrationBuilder.CreateIndex(
                name: "idx_generations_group_id",
                schema: "dbo",
                table: "generations",
                column: "group_id",
                filter: "group_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "idx_generations_model_provider",
                schema: "dbo",
                table: "generations",
                columns: new[] { "organization_id", "model_provider", "created_at" },
                descending: new[] { false, false, true });

            migrationBuilder.CreateIndex(
                name: "idx_generations_status",
                schema: "dbo",
                table: "generations",
                columns: new[] { "status", "model_provider", "created_at" },
                filter: "status IN ('pending', 'processing')");

            migrationBuilder.CreateIndex(
                name: "idx_generations_user_id",
                schema: "dbo",
                table: "generations",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "idx_idempotency_keys_expires_at",
                schema: "dbo",
                table: "idempotency_keys",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "idx_model_providers_cost",
                schema: "dbo",
                table: "model_providers",
                column: "cost_per_image_aud");

            migrationBuilder.CreateIndex(
                name: "idx_model_providers_is_active",
                schema: "dbo",
                table: "model_providers",
                column: "is_active",
                filter: "is_active = 1");

            migrationBuilder.CreateIndex(
                name: "uq_provider_model",
                schema: "dbo",
                table: "model_providers",
                columns: new[] { "provider_name", "model_name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "idx_organizations_created_at",
                schema: "dbo",
                table: "organizations",
                column: "created_at",
                descending: new bool[0]);

            migrationBuilder.CreateIndex(
                name: "idx_organizations_domain",
                schema: "dbo",
                table: "organizations",
                column: "domain",
                unique: true,
                filter: "is_active = 1");

            migrationBuilder.CreateIndex(
                name: "idx_outbox_audit_unshipped",
                schema: "dbo",
                table: "outbox",
                columns: new[] { "shard", "created_at" },
                filter: "audit_shipped_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "idx_outbox_webhooks_unshipped",
                schema: "dbo",
                table: "outbox",
                columns: new[] { "shard", "created_at" },
                filter: "webhooks_shipped_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "uq_price_versions_provider_id_version",
                schema: "dbo",
                table: "price_versions",
                columns: new[] { "provider_id", "version" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "uq_provider_configs_provider_id",
                schema: "dbo",
                table: "provider_configs",
                column: "provider_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "uq_user_preferences_user_id_key",
                schema: "dbo",
                table: "user_preferences",
                columns: new[] { "user_id", "preference_key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "idx_sessions_active",
                schema: "dbo",
                table: "user_sessions",
                columns: new[] { "user_id", "expires_at" },
                filter: "revoked = 0");

            migrationBuilder.CreateIndex(
                name: "idx_sessions_expires_at",
                schema: "dbo",
                table: "user_sessions",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "idx_sessions_user_id",
                schema: "dbo",
                table: "user_sessions",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "uq_user_sessions_refresh_token_hash",
                schema: "dbo",
                table: "user_sessions",
                column: "refresh_token_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "idx_users_department_id",
                schema: "dbo",
                table: "users",
                columns: new[] { "organization_id", "department_id" });

            migrationBuilder.CreateIndex(
                name: "idx_users_is_active",
                schema: "dbo",
                table: "users",
                column: "organization_id",
                filter: "is_active = 1");

            migrationBuilder.CreateIndex(
                name: "idx_users_last_login",
                schema: "dbo",
                table: "users",
                columns: new[] { "organization_id", "last_login_at" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "idx_users_role",
                schema: "dbo",
                table: "users",
                columns: new[] { "organization_id", "role" });

            migrationBuilder.CreateIndex(
                name: "uq_users_azure_ad_id",
                schema: "dbo",
                table: "users",
                column: "azure_ad_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "uq_users_email_index",
                schema: "dbo",
                table: "users",
                column: "email_index",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "idx_webhook_deliveries_next_attempt_at",
                schema: "dbo",
                table: "webhook_deliveries",
                column: "next_attempt_at",
                filter: "state = 'pending'");

            migrationBuilder.CreateIndex(
                name: "uq_webhook_deliveries_webhook_id_event_id",
                schema: "dbo",
                table: "webhook_deliveries",
                columns: new[] { "webhook_id", "event_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "idx_webhooks_is_active",
                schema: "dbo",
                table: "webhooks",
                column: "organization_id",
                filter: "is_active = 1");

            migrationBuilder.CreateIndex(
                name: "idx_webhooks_user_id",
                schema: "dbo",
                table: "webhooks",
                column: "user_id");

            migrationBuilder.CreateTriggers(TargetModel, StorageEngine.SqlServer);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTriggers(TargetModel, StorageEngine.SqlServer);

            migrationBuilder.DropTable(
                name: "api_keys",
                schema: "dbo")
                .Annotation("SqlServer:IsTemporal", true)
                .Annotation("SqlServer:TemporalHistoryTableName", "api_keys_history")
                .Annotation("SqlServer:TemporalHistoryTableSchema", "dbo")
                .Annotation("SqlServer:TemporalPeriodEndColumnName", "valid_to")
                .Annotation("SqlServer:TemporalPeriodStartColumnName", "valid_from");

            migrationBuilder.DropTable(
                name: "audit_events",
                schema: "dbo");

            migrationBuilder.DropTable(
                name: "budget_entries",
                schema: "dbo");

            migrationBuilder.DropTable(
                name: "budget_holds",
                schema: "dbo");

            migrationBuilder.DropTable(
                name: "budget_limits",
                schema: "dbo");

            migrationBuilder.DropTable(
                name: "budget_periods",
                schema: "dbo");

            migrationBuilder.DropTable(
                name: "cost_events",
                schema: "dbo");

            migrationBuilder.DropTable(
                name: "department_budgets",
                schema: "dbo");

            migrationBuilder.DropTable(
                name: "exchange_rates",
                schema: "dbo")
                .Annotation("SqlServer:IsTemporal", true)
                .Annotation("SqlServer:TemporalHistoryTableName", "exchange_rates_history")
                .Annotation("SqlServer:TemporalHistoryTableSchema", "dbo")
                .Annotation("SqlServer:TemporalPeriodEndColumnName", "history_valid_to")
                .Annotation("SqlServer:TemporalPeriodStartColumnName", "history_valid_from");

            migrationBuilder.DropTable(
                name: "generation_attempts",
                schema: "dbo");

            migrationBuilder.DropTable(
                name: "generation_metadata",
                schema: "dbo");

            migrationBuilder.DropTable(
                name: "idempotency_keys",
                schema: "dbo");

            migrationBuilder.DropTable(
                name: "outbox",
                schema: "dbo");

            migrationBuilder.DropTable(
                name: "price_versions",
                schema: "dbo");

            migrationBuilder.DropTable(
                name: "provider_configs",
                schema: "dbo")
                .Annotation("SqlServer:IsTemporal", true)
                .Annotation("SqlServer:TemporalHistoryTableName", "provider_configs_history")
                .Annotation("SqlServer:TemporalHistoryTableSchema", "dbo")
                .Annotation("SqlServer:TemporalPeriodEndColumnName", "valid_to")
                .Annotation("SqlServer:TemporalPeriodStartColumnName", "valid_from");

            migrationBuilder.DropTable(
                name: "user_preferences",
                schema: "dbo");

            migrationBuilder.DropTable(
                name: "user_sessions",
                schema: "dbo");

            migrationBuilder.DropTable(
                name: "webhook_deliveries",
                schema: "dbo");

            migrationBuilder.DropTable(
                name: "generations",
                schema: "dbo");

            migrationBuilder.DropTable(
                name: "model_providers",
                schema: "dbo")
                .Annotation("SqlServer:IsTemporal", true)
                .Annotation("SqlServer:TemporalHistoryTableName", "model_providers_history")
                .Annotation("SqlServer:TemporalHistoryTableSchema", "dbo")
                .Annotation("SqlServer:TemporalPeriodEndColumnName", "valid_to")
                .Annotation("SqlServer:TemporalPeriodStartColumnName", "valid_from");

            migrationBuilder.DropTable(
                name: "webhooks",
                schema: "dbo")
                .Annotation("SqlServer:IsTemporal", true)
                .Annotation("SqlServer:TemporalHistoryTableName", "webhooks_history")
                .Annotation("SqlServer:TemporalHistoryTableSchema", "dbo")
                .Annotation("SqlServer:TemporalPeriodEndColumnName", "valid_to")
                .Annotation("SqlServer:TemporalPeriodStartColumnName", "valid_from");

            migrationBuilder.DropTable(
                name: "batches",
                schema: "dbo");

            migrationBuilder.DropTable(
                name: "users",
                schema: "dbo")
                .Annotation("SqlServer:IsTemporal", true)
                .Annotation("SqlServer:TemporalHistoryTableName", "users_history")
                .Annotation("SqlServer:TemporalHistoryTableSchema", "dbo")
                .Annotation("SqlServer:TemporalPeriodEndColumnName", "valid_to")
                .Annotation("SqlServer:TemporalPeriodStartColumnName", "valid_from");

            migrationBuilder.DropTable(
                name: "departments",
                schema: "dbo")
                .Annotation("SqlServer:IsTemporal", true)
                .Annotation("SqlServer:TemporalHistoryTableName", "departments_history")
                .Annotation("SqlServer:TemporalHistoryTableSchema", "dbo")
                .Annotation("SqlServer:TemporalPeriodEndColumnName", "valid_to")
                .Annotation("SqlServer:TemporalPeriodStartColumnName", "valid_from");

            migrationBuilder.DropTable(
                name: "organizations",
                schema: "dbo")
                .Annotation("SqlServer:IsTemporal", true)
                .Annotation("SqlServer:TemporalHistoryTableName", "organizations_history")
                .Annotation("SqlServer:TemporalHistoryTableSchema", "dbo")
                .Annotation("SqlServer:TemporalPeriodEndColumnName", "valid_to")
                .Annotation("SqlServer:TemporalPeriodStartColumnName", "valid_from");
        }
    }
}
