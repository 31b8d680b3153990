using System;
using DonatelloAI.Storage.Modelling;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace DonatelloAI.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "api_keys_history",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    key_name = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    key_hash = table.Column<string>(type: "character varying(255)", unicode: false, maxLength: 255, nullable: false),
                    key_prefix = table.Column<string>(type: "character varying(32)", unicode: false, maxLength: 32, nullable: false),
                    scopes = table.Column<string>(type: "jsonb", nullable: false),
                    spend_limit_aud = table.Column<decimal>(type: "numeric(19,6)", precision: 19, scale: 6, nullable: true),
                    rate_limit_per_minute = table.Column<int>(type: "integer", nullable: true),
                    is_active = table.Column<bool>(type: "boolean", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_used_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    revoked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    valid_from = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    valid_to = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                },
                comment: "Former versions of api_keys");

            migrationBuilder.CreateTable(
                name: "audit_events",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<string>(type: "character varying(100)", unicode: false, maxLength: 100, nullable: false),
                    chain_seq = table.Column<long>(type: "bigint", nullable: false),
                    prev_hash = table.Column<byte[]>(type: "bytea", fixedLength: true, maxLength: 32, nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", fixedLength: true, maxLength: 32, nullable: false),
                    timestamp = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    event_type = table.Column<string>(type: "character varying(100)", unicode: false, maxLength: 100, nullable: false),
                    action = table.Column<string>(type: "character varying(100)", unicode: false, maxLength: 100, nullable: false),
                    resource_type = table.Column<string>(type: "character varying(50)", unicode: false, maxLength: 50, nullable: false),
                    resource_id = table.Column<string>(type: "character varying(100)", unicode: false, maxLength: 100, nullable: false),
                    user_email = table.Column<string>(type: "character varying(1024)", unicode: false, maxLength: 1024, nullable: true),
                    ip_address = table.Column<string>(type: "character varying(255)", unicode: false, maxLength: 255, nullable: true),
                    user_agent = table.Column<string>(type: "character varying(2000)", unicode: false, maxLength: 2000, nullable: true),
                    request_id = table.Column<string>(type: "character varying(100)", unicode: false, maxLength: 100, nullable: true),
                    status = table.Column<string>(type: "character varying(20)", unicode: false, maxLength: 20, nullable: false),
                    error_message = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    metadata = table.Column<string>(type: "json", nullable: false, defaultValue: "{}")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_events", x => x.id);
                    table.CheckConstraint("chk_audit_events_chain_seq", "chain_seq >= 1");
                    table.CheckConstraint("chk_audit_events_status", "status IN ('success', 'failure')");
                },
                comment: "The audit log: chains of events that nobody changes; append-only");

            migrationBuilder.CreateTable(
                name: "budget_entries",
                columns: table => new
                {
                    department_id = table.Column<Guid>(type: "uuid", nullable: false),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    period_start = table.Column<DateOnly>(type: "date", nullable: false),
                    kind = table.Column<string>(type: "character varying(20)", unicode: false, maxLength: 20, nullable: false),
                    hold_id = table.Column<Guid>(type: "uuid", nullable: true),
                    parent_hold_id = table.Column<Guid>(type: "uuid", nullable: true),
                    generation_id = table.Column<Guid>(type: "uuid", nullable: true),
                    batch_id = table.Column<Guid>(type: "uuid", nullable: true),
                    attempt_no = table.Column<int>(type: "integer", nullable: true),
                    user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    api_key_id = table.Column<Guid>(type: "uuid", nullable: true),
                    amount_aud = table.Column<decimal>(type: "numeric(19,6)", precision: 19, scale: 6, nullable: false),
                    spent_after_aud = table.Column<decimal>(type: "numeric(19,6)", precision: 19, scale: 6, nullable: false),
                    held_after_aud = table.Column<decimal>(type: "numeric(19,6)", precision: 19, scale: 6, nullable: false),
                    budget_after_aud = table.Column<decimal>(type: "numeric(19,6)", precision: 19, scale: 6, nullable: false),
                    enforcement_mode = table.Column<string>(type: "character varying(10)", unicode: false, maxLength: 10, nullable: false),
                    overrun = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    operation_id = table.Column<Guid>(type: "uuid", nullable: true),
                    actor_id = table.Column<Guid>(type: "uuid", nullable: true),
                    reason = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: true),
                    detail = table.Column<string>(type: "jsonb", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_budget_entries", x => new { x.department_id, x.sequence });
                    table.CheckConstraint("chk_budget_entries_after", "spent_after_aud >= 0 AND held_after_aud >= 0 AND budget_after_aud >= 0");
                    table.CheckConstraint("chk_budget_entries_enforcement_mode", "enforcement_mode IN ('hard', 'soft', 'warn')");
                    table.CheckConstraint("chk_budget_entries_kind", "kind IN ('reserve', 'top_up', 'draw', 'settle', 'release', 'set_budget', 'set_limit', 'adjust', 'rollover')");
                    table.CheckConstraint("chk_budget_entries_sequence", "sequence > 0");
                },
                comment: "The ledgers of the departments; append-only");

            migrationBuilder.CreateTable(
                name: "departments_history",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    code = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: false),
                    is_active = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    settings = table.Column<string>(type: "jsonb", nullable: false),
                    valid_from = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    valid_to = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                },
                comment: "Former versions of departments");

            migrationBuilder.CreateTable(
                name: "exchange_rates",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    currency = table.Column<string>(type: "character(3)", unicode: false, fixedLength: true, maxLength: 3, nullable: false),
                    rate_to_aud = table.Column<decimal>(type: "numeric(19,9)", precision: 19, scale: 9, nullable: false),
                    valid_from = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    source = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    created_by = table.Column<Guid>(type: "uuid", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "CURRENT_TIMESTAMP")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_exchange_rates", x => x.id);
                    table.CheckConstraint("chk_exchange_rates_rate_to_aud", "rate_to_aud > 0");
                },
                comment: "Rates to AUD, from a moment on");

            migrationBuilder.CreateTable(
                name: "exchange_rates_history",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    currency = table.Column<string>(type: "character(3)", unicode: false, fixedLength: true, maxLength: 3, nullable: false),
                    rate_to_aud = table.Column<decimal>(type: "numeric(19,9)", precision: 19, scale: 9, nullable: false),
                    valid_from = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    source = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    created_by = table.Column<Guid>(type: "uuid", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    history_valid_from = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    history_valid_to = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                },
                comment: "Former versions of exchange_rates");

            migrationBuilder.CreateTable(
                name: "idempotency_keys",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    route = table.Column<string>(type: "character varying(200)", unicode: false, maxLength: 200, nullable: false),
                    idempotency_key = table.Column<string>(type: "character varying(255)", unicode: false, maxLength: 255, nullable: false),
                    request_hash = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    state = table.Column<string>(type: "character varying(10)", unicode: false, maxLength: 10, nullable: false, defaultValue: "running"),
                    status_code = table.Column<int>(type: "integer", nullable: true),
                    answer = table.Column<string>(type: "json", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "CURRENT_TIMESTAMP"),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_idempotency_keys", x => new { x.organization_id, x.user_id, x.route, x.idempotency_key });
                    table.CheckConstraint("chk_idempotency_keys_state", "state IN ('running', 'done')");
                },
                comment: "Writes asked for with a key, and their answers");

            migrationBuilder.CreateTable(
                name: "model_providers",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    provider_name = table.Column<string>(type: "character varying(100)", unicode: false, maxLength: 100, nullable: false),
                    model_name = table.Column<string>(type: "character varying(100)", unicode: false, maxLength: 100, nullable: false),
                    display_name = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: true),
                    is_active = table.Column<bool>(type: "boolean", nullable: false, defaultValue: true),
                    api_endpoint = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    cost_per_image_aud = table.Column<decimal>(type: "numeric(19,6)", precision: 19, scale: 6, nullable: false),
                    sla_percentage = table.Column<double>(type: "double precision", nullable: true),
                    timeout_seconds = table.Column<int>(type: "integer", nullable: false, defaultValue: 60),
                    capabilities = table.Column<string>(type: "jsonb", nullable: false, defaultValue: "{}"),
                    available_from = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    shutdown_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    replacement_model = table.Column<string>(type: "character varying(200)", unicode: false, maxLength: 200, nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "CURRENT_TIMESTAMP"),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "CURRENT_TIMESTAMP")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_model_providers", x => x.id);
                    table.CheckConstraint("chk_model_providers_cost_per_image_aud", "cost_per_image_aud >= 0");
                    table.CheckConstraint("chk_model_providers_sla_percentage", "sla_percentage BETWEEN 0 AND 100");
                    table.CheckConstraint("chk_model_providers_timeout_seconds", "timeout_seconds > 0");
                },
                comment: "The catalogue: models and the providers that run them");

            migrationBuilder.CreateTable(
                name: "model_providers_history",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    provider_name = table.Column<string>(type: "character varying(100)", unicode: false, maxLength: 100, nullable: false),
                    model_name = table.Column<string>(type: "character varying(100)", unicode: false, maxLength: 100, nullable: false),
                    display_name = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: true),
                    is_active = table.Column<bool>(type: "boolean", nullable: false),
                    api_endpoint = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    cost_per_image_aud = table.Column<decimal>(type: "numeric(19,6)", precision: 19, scale: 6, nullable: false),
                    sla_percentage = table.Column<double>(type: "double precision", nullable: true),
                    timeout_seconds = table.Column<int>(type: "integer", nullable: false),
                    capabilities = table.Column<string>(type: "jsonb", nullable: false),
                    available_from = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    shutdown_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    replacement_model = table.Column<string>(type: "character varying(200)", unicode: false, maxLength: 200, nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    valid_from = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    valid_to = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                },
                comment: "Former versions of model_providers");

            migrationBuilder.CreateTable(
                name: "organizations",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    name = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    domain = table.Column<string>(type: "character varying(255)", unicode: false, maxLength: 255, nullable: false),
                    is_active = table.Column<bool>(type: "boolean", nullable: false, defaultValue: true),
                    monthly_cap_aud = table.Column<decimal>(type: "numeric(19,6)", precision: 19, scale: 6, nullable: true),
                    version = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "CURRENT_TIMESTAMP"),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "CURRENT_TIMESTAMP"),
                    settings = table.Column<string>(type: "jsonb", nullable: false, defaultValue: "{}", comment: "JSON: theme, timezone, locale, features_enabled")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_organizations", x => x.id);
                    table.CheckConstraint("chk_domain", "domain = lower(domain) AND domain !~ '[^a-z0-9.-]' AND domain LIKE '_%.__%' AND domain NOT LIKE '.%' AND domain NOT LIKE '%.' AND domain NOT LIKE '%..%' AND domain NOT LIKE '%._' AND domain NOT LIKE '-%' AND domain NOT LIKE '%-' AND domain NOT LIKE '%-.%' AND domain NOT LIKE '%.-%'");
                    table.CheckConstraint("chk_organizations_monthly_cap_aud", "monthly_cap_aud >= 0");
                },
                comment: "Tenants");

            migrationBuilder.CreateTable(
                name: "organizations_history",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    domain = table.Column<string>(type: "character varying(255)", unicode: false, maxLength: 255, nullable: false),
                    is_active = table.Column<bool>(type: "boolean", nullable: false),
                    monthly_cap_aud = table.Column<decimal>(type: "numeric(19,6)", precision: 19, scale: 6, nullable: true),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    settings = table.Column<string>(type: "jsonb", nullable: false),
                    valid_from = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    valid_to = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                },
                comment: "Former versions of organizations");

            migrationBuilder.CreateTable(
                name: "outbox",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    shard = table.Column<short>(type: "smallint", nullable: false),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    department_id = table.Column<Guid>(type: "uuid", nullable: true),
                    user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    subject_type = table.Column<string>(type: "character varying(50)", unicode: false, maxLength: 50, nullable: false),
                    subject_id = table.Column<Guid>(type: "uuid", nullable: false),
                    subject_version = table.Column<long>(type: "bigint", nullable: false),
                    event_type = table.Column<string>(type: "character varying(100)", unicode: false, maxLength: 100, nullable: false),
                    payload = table.Column<string>(type: "json", nullable: false),
                    trace_parent = table.Column<string>(type: "character varying(55)", unicode: false, maxLength: 55, nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    mac = table.Column<byte[]>(type: "bytea", fixedLength: true, maxLength: 32, nullable: false),
                    audit_shipped_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    webhooks_shipped_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_outbox", x => x.id);
                },
                comment: "Events of committed changes, until every consumer has them");

            migrationBuilder.CreateTable(
                name: "provider_configs_history",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    provider_id = table.Column<Guid>(type: "uuid", nullable: false),
                    api_key_vault_ref = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    max_retries = table.Column<int>(type: "integer", nullable: false),
                    rate_limit_per_minute = table.Column<int>(type: "integer", nullable: true),
                    quota_pool = table.Column<string>(type: "character varying(200)", unicode: false, maxLength: 200, nullable: true),
                    configuration = table.Column<string>(type: "jsonb", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    valid_from = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    valid_to = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                },
                comment: "Former versions of provider_configs");

            migrationBuilder.CreateTable(
                name: "users_history",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    department_id = table.Column<Guid>(type: "uuid", nullable: true),
                    azure_ad_id = table.Column<string>(type: "character varying(255)", unicode: false, maxLength: 255, nullable: false),
                    email = table.Column<string>(type: "character varying(1024)", unicode: false, maxLength: 1024, nullable: false),
                    email_index = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    email_index_version = table.Column<int>(type: "integer", nullable: false),
                    display_name = table.Column<string>(type: "character varying(1024)", unicode: false, maxLength: 1024, nullable: true),
                    role = table.Column<string>(type: "character varying(50)", unicode: false, maxLength: 50, nullable: false),
                    is_active = table.Column<bool>(type: "boolean", nullable: false),
                    mfa_enabled = table.Column<bool>(type: "boolean", nullable: false),
                    mfa_grace_period_expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_login_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    settings = table.Column<string>(type: "jsonb", nullable: false),
                    valid_from = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    valid_to = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                },
                comment: "Former versions of users");

            migrationBuilder.CreateTable(
                name: "webhooks_history",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    webhook_url = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: false),
                    secret_hash = table.Column<string>(type: "character varying(255)", unicode: false, maxLength: 255, nullable: false),
                    secret_encrypted = table.Column<string>(type: "text", unicode: false, nullable: false),
                    event_types = table.Column<string>(type: "jsonb", nullable: false),
                    is_active = table.Column<bool>(type: "boolean", nullable: false),
                    retry_count = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    valid_from = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    valid_to = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                },
                comment: "Former versions of webhooks");

            migrationBuilder.CreateTable(
                name: "price_versions",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    provider_id = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    currency = table.Column<string>(type: "character(3)", unicode: false, fixedLength: true, maxLength: 3, nullable: false),
                    components = table.Column<string>(type: "jsonb", nullable: false),
                    valid_from = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    valid_to = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    source = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    is_suspended = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "CURRENT_TIMESTAMP")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_price_versions", x => x.id);
                    table.CheckConstraint("chk_price_versions_validity", "valid_to > valid_from");
                    table.CheckConstraint("chk_price_versions_version", "version >= 1");
                    table.ForeignKey(
                        name: "fk_price_versions_model_providers_provider_id",
                        column: x => x.provider_id,
                        principalTable: "model_providers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                },
                comment: "What each model costs, version by version");

            migrationBuilder.CreateTable(
                name: "provider_configs",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    provider_id = table.Column<Guid>(type: "uuid", nullable: false),
                    api_key_vault_ref = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    max_retries = table.Column<int>(type: "integer", nullable: false, defaultValue: 3),
                    rate_limit_per_minute = table.Column<int>(type: "integer", nullable: true),
                    quota_pool = table.Column<string>(type: "character varying(200)", unicode: false, maxLength: 200, nullable: true),
                    configuration = table.Column<string>(type: "jsonb", nullable: false, defaultValue: "{}"),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "CURRENT_TIMESTAMP"),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "CURRENT_TIMESTAMP")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_provider_configs", x => x.id);
                    table.CheckConstraint("chk_provider_configs_max_retries", "max_retries >= 0");
                    table.CheckConstraint("chk_provider_configs_rate_limit_per_minute", "rate_limit_per_minute > 0");
                    table.ForeignKey(
                        name: "fk_provider_configs_model_providers_provider_id",
                        column: x => x.provider_id,
                        principalTable: "model_providers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                },
                comment: "How this installation uses each catalogue entry");

            migrationBuilder.CreateTable(
                name: "departments",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    code = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: false, comment: "Short identifier, such as MKTG or SALES"),
                    is_active = table.Column<bool>(type: "boolean", nullable: false, defaultValue: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "CURRENT_TIMESTAMP"),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "CURRENT_TIMESTAMP"),
                    settings = table.Column<string>(type: "jsonb", nullable: false, defaultValue: "{}", comment: "JSON: default_model, quality_preference, cost_weight")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_departments", x => x.id);
                    table.UniqueConstraint("uq_departments_organization_id_id", x => new { x.organization_id, x.id });
                    table.ForeignKey(
                        name: "fk_departments_organizations_organization_id",
                        column: x => x.organization_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                },
                comment: "Units of an organisation: they hold budgets and group people");

            migrationBuilder.CreateTable(
                name: "budget_limits",
                columns: table => new
                {
                    department_id = table.Column<Guid>(type: "uuid", nullable: false),
                    subject_id = table.Column<Guid>(type: "uuid", nullable: false),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    subject_kind = table.Column<string>(type: "character varying(10)", unicode: false, maxLength: 10, nullable: false),
                    amount_aud = table.Column<decimal>(type: "numeric(19,6)", precision: 19, scale: 6, nullable: false),
                    period_start = table.Column<DateOnly>(type: "date", nullable: false),
                    spent_aud = table.Column<decimal>(type: "numeric(19,6)", precision: 19, scale: 6, nullable: false, defaultValue: 0m),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "CURRENT_TIMESTAMP"),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "CURRENT_TIMESTAMP")
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
                        principalTable: "departments",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                },
                comment: "What one person or key may spend in a month");

            migrationBuilder.CreateTable(
                name: "budget_periods",
                columns: table => new
                {
                    department_id = table.Column<Guid>(type: "uuid", nullable: false),
                    period_start = table.Column<DateOnly>(type: "date", nullable: false),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    period_end = table.Column<DateOnly>(type: "date", nullable: false),
                    time_zone = table.Column<string>(type: "character varying(64)", unicode: false, maxLength: 64, nullable: false),
                    budget_aud = table.Column<decimal>(type: "numeric(19,6)", precision: 19, scale: 6, nullable: false, defaultValue: 0m),
                    enforcement_mode = table.Column<string>(type: "character varying(10)", unicode: false, maxLength: 10, nullable: false),
                    spent_aud = table.Column<decimal>(type: "numeric(19,6)", precision: 19, scale: 6, nullable: false, defaultValue: 0m),
                    held_aud = table.Column<decimal>(type: "numeric(19,6)", precision: 19, scale: 6, nullable: false, defaultValue: 0m),
                    alerted_percent = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    opened_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "CURRENT_TIMESTAMP"),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "CURRENT_TIMESTAMP")
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
                        principalTable: "departments",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                },
                comment: "What each department budgeted, spent and held, month by month");

            migrationBuilder.CreateTable(
                name: "department_budgets",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    department_id = table.Column<Guid>(type: "uuid", nullable: false),
                    monthly_budget_aud = table.Column<decimal>(type: "numeric(19,6)", precision: 19, scale: 6, nullable: false, defaultValue: 0m),
                    allocated_aud = table.Column<decimal>(type: "numeric(19,6)", precision: 19, scale: 6, nullable: true),
                    current_spend_aud = table.Column<decimal>(type: "numeric(19,6)", precision: 19, scale: 6, nullable: false, defaultValue: 0m),
                    current_held_aud = table.Column<decimal>(type: "numeric(19,6)", precision: 19, scale: 6, nullable: false, defaultValue: 0m),
                    utilization = table.Column<decimal>(type: "numeric(28,9)", nullable: true, computedColumnSql: "current_spend_aud / NULLIF(monthly_budget_aud, 0)", stored: true),
                    budget_period_start = table.Column<DateOnly>(type: "date", nullable: false),
                    budget_period_end = table.Column<DateOnly>(type: "date", nullable: false),
                    time_zone = table.Column<string>(type: "character varying(64)", unicode: false, maxLength: 64, nullable: false),
                    enforcement_mode = table.Column<string>(type: "character varying(10)", unicode: false, maxLength: 10, nullable: false, defaultValue: "hard", comment: "Above the budget: hard refuses, soft allows and logs, warn allows and alerts"),
                    thresholds = table.Column<string>(type: "jsonb", nullable: false, defaultValue: "[50,80,100]"),
                    last_reset_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    version = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    last_sequence = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    last_entry_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "CURRENT_TIMESTAMP"),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "CURRENT_TIMESTAMP")
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
                    table.ForeignKey(
                        name: "fk_department_budgets_departments_organization_id_department_id",
                        columns: x => new { x.organization_id, x.department_id },
                        principalTable: "departments",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                },
                comment: "Each department's budget, spend and holds in its current month");

            migrationBuilder.CreateTable(
                name: "users",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    department_id = table.Column<Guid>(type: "uuid", nullable: true),
                    azure_ad_id = table.Column<string>(type: "character varying(255)", unicode: false, maxLength: 255, nullable: false, comment: "Object id at the identity provider, by which a sign-in finds its person"),
                    email = table.Column<string>(type: "character varying(1024)", unicode: false, maxLength: 1024, nullable: false, comment: "Sealed under the person's key; lookups use email_index"),
                    email_index = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    email_index_version = table.Column<int>(type: "integer", nullable: false),
                    display_name = table.Column<string>(type: "character varying(1024)", unicode: false, maxLength: 1024, nullable: true, comment: "Sealed under the person's key"),
                    role = table.Column<string>(type: "character varying(50)", unicode: false, maxLength: 50, nullable: false),
                    is_active = table.Column<bool>(type: "boolean", nullable: false, defaultValue: true),
                    mfa_enabled = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    mfa_grace_period_expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true, comment: "Last moment to set up a second factor: 7 days after the account was made"),
                    last_login_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "CURRENT_TIMESTAMP"),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "CURRENT_TIMESTAMP"),
                    settings = table.Column<string>(type: "jsonb", nullable: false, defaultValue: "{}", comment: "JSON: notifications_enabled, preferred_model, auto_download")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_users", x => x.id);
                    table.UniqueConstraint("uq_users_organization_id_id", x => new { x.organization_id, x.id });
                    table.CheckConstraint("chk_users_role", "role IN ('standard_user', 'power_user', 'dept_manager', 'org_admin', 'super_admin')");
                    table.ForeignKey(
                        name: "fk_users_departments_organization_id_department_id",
                        columns: x => new { x.organization_id, x.department_id },
                        principalTable: "departments",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_users_organizations_organization_id",
                        column: x => x.organization_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                },
                comment: "People, with the role that says what each may do");

            migrationBuilder.CreateTable(
                name: "api_keys",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    key_name = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    key_hash = table.Column<string>(type: "character varying(255)", unicode: false, maxLength: 255, nullable: false),
                    key_prefix = table.Column<string>(type: "character varying(32)", unicode: false, maxLength: 32, nullable: false),
                    scopes = table.Column<string>(type: "jsonb", nullable: false, defaultValue: "[]"),
                    spend_limit_aud = table.Column<decimal>(type: "numeric(19,6)", precision: 19, scale: 6, nullable: true),
                    rate_limit_per_minute = table.Column<int>(type: "integer", nullable: true),
                    is_active = table.Column<bool>(type: "boolean", nullable: false, defaultValue: true),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_used_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "CURRENT_TIMESTAMP"),
                    revoked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_api_keys", x => x.id);
                    table.CheckConstraint("chk_api_keys_rate_limit_per_minute", "rate_limit_per_minute > 0");
                    table.CheckConstraint("chk_api_keys_spend_limit_aud", "spend_limit_aud >= 0");
                    table.ForeignKey(
                        name: "fk_api_keys_users_organization_id_user_id",
                        columns: x => new { x.organization_id, x.user_id },
                        principalTable: "users",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                },
                comment: "Credentials of programs; only a keyed hash of each is kept");

            migrationBuilder.CreateTable(
                name: "batches",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    department_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    api_key_id = table.Column<Guid>(type: "uuid", nullable: true),
                    name = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: true),
                    status = table.Column<string>(type: "character varying(20)", unicode: false, maxLength: 20, nullable: false, defaultValue: "accepted"),
                    item_count = table.Column<int>(type: "integer", nullable: false),
                    request_hash = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    on_insufficient_budget = table.Column<string>(type: "character varying(10)", unicode: false, maxLength: 10, nullable: false, defaultValue: "reject"),
                    version = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "CURRENT_TIMESTAMP"),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "CURRENT_TIMESTAMP"),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
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
                        principalTable: "departments",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_batches_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                },
                comment: "Many generations under one hold");

            migrationBuilder.CreateTable(
                name: "user_preferences",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    preference_key = table.Column<string>(type: "character varying(100)", unicode: false, maxLength: 100, nullable: false),
                    preference_value = table.Column<string>(type: "jsonb", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "CURRENT_TIMESTAMP"),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "CURRENT_TIMESTAMP")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_preferences", x => x.id);
                    table.ForeignKey(
                        name: "fk_user_preferences_users_organization_id_user_id",
                        columns: x => new { x.organization_id, x.user_id },
                        principalTable: "users",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                },
                comment: "Preferences of people, by key");

            migrationBuilder.CreateTable(
                name: "user_sessions",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    refresh_token_hash = table.Column<string>(type: "character varying(255)", unicode: false, maxLength: 255, nullable: false, comment: "HMAC-SHA-256 of the refresh token with the application's pepper"),
                    device_info = table.Column<string>(type: "jsonb", nullable: true, comment: "JSON: user_agent, ip_address, device_type, browser"),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "CURRENT_TIMESTAMP"),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_used_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "CURRENT_TIMESTAMP"),
                    revoked = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    revoked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    revoked_reason = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_sessions", x => x.id);
                    table.CheckConstraint("chk_revoked_at", "(revoked = FALSE AND revoked_at IS NULL) OR (revoked = TRUE AND revoked_at IS NOT NULL)");
                    table.ForeignKey(
                        name: "fk_user_sessions_users_organization_id_user_id",
                        columns: x => new { x.organization_id, x.user_id },
                        principalTable: "users",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                },
                comment: "Signed-in sessions: the right to renew access tokens, until revoked");

            migrationBuilder.CreateTable(
                name: "webhooks",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    webhook_url = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: false),
                    secret_hash = table.Column<string>(type: "character varying(255)", unicode: false, maxLength: 255, nullable: false),
                    secret_encrypted = table.Column<string>(type: "text", unicode: false, nullable: false),
                    event_types = table.Column<string>(type: "jsonb", nullable: false, defaultValue: "[]"),
                    is_active = table.Column<bool>(type: "boolean", nullable: false, defaultValue: true),
                    retry_count = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "CURRENT_TIMESTAMP"),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "CURRENT_TIMESTAMP")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_webhooks", x => x.id);
                    table.ForeignKey(
                        name: "fk_webhooks_users_organization_id_user_id",
                        columns: x => new { x.organization_id, x.user_id },
                        principalTable: "users",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                },
                comment: "Subscriptions to events");

            migrationBuilder.CreateTable(
                name: "generations",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    department_id = table.Column<Guid>(type: "uuid", nullable: false),
                    api_key_id = table.Column<Guid>(type: "uuid", nullable: true),
                    group_id = table.Column<Guid>(type: "uuid", nullable: true),
                    batch_id = table.Column<Guid>(type: "uuid", nullable: true),
                    model_provider = table.Column<string>(type: "character varying(50)", unicode: false, maxLength: 50, nullable: false),
                    model_name = table.Column<string>(type: "character varying(100)", unicode: false, maxLength: 100, nullable: false),
                    prompt_encrypted = table.Column<string>(type: "text", unicode: false, nullable: false, comment: "The prompt, sealed by the application"),
                    status = table.Column<string>(type: "character varying(20)", unicode: false, maxLength: 20, nullable: false, defaultValue: "pending"),
                    image_url = table.Column<string>(type: "character varying(500)", unicode: false, maxLength: 500, nullable: true),
                    thumbnail_url = table.Column<string>(type: "character varying(500)", unicode: false, maxLength: 500, nullable: true),
                    cost_aud = table.Column<decimal>(type: "numeric(19,6)", precision: 19, scale: 6, nullable: false, defaultValue: 0m),
                    generation_time_ms = table.Column<int>(type: "integer", nullable: true),
                    error_message = table.Column<string>(type: "text", unicode: false, nullable: true),
                    error_code = table.Column<string>(type: "character varying(50)", unicode: false, maxLength: 50, nullable: true),
                    is_nsfw = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    is_deleted = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    request_hash = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    version = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    storage_tier = table.Column<string>(type: "character varying(10)", unicode: false, maxLength: 10, nullable: false, defaultValue: "hot"),
                    archived_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    cancel_requested_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "CURRENT_TIMESTAMP"),
                    completed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    metadata = table.Column<string>(type: "jsonb", nullable: false, defaultValue: "{}", comment: "JSON: resolution, quality, style, seed, output_format; no prompt")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_generations", x => x.id);
                    table.CheckConstraint("chk_completed", "(status = 'completed' AND completed_at IS NOT NULL AND image_url IS NOT NULL) OR status <> 'completed'");
                    table.CheckConstraint("chk_generations_status", "status IN ('pending', 'processing', 'completed', 'failed', 'cancelled')");
                    table.CheckConstraint("chk_generations_storage_tier", "storage_tier IN ('hot', 'cool', 'archive')");
                    table.ForeignKey(
                        name: "fk_generations_batches_batch_id",
                        column: x => x.batch_id,
                        principalTable: "batches",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_generations_departments_organization_id_department_id",
                        columns: x => new { x.organization_id, x.department_id },
                        principalTable: "departments",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_generations_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                },
                comment: "Images: asked for, made, kept");

            migrationBuilder.CreateTable(
                name: "webhook_deliveries",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    webhook_id = table.Column<Guid>(type: "uuid", nullable: false),
                    event_id = table.Column<Guid>(type: "uuid", nullable: false),
                    event_type = table.Column<string>(type: "character varying(100)", unicode: false, maxLength: 100, nullable: false),
                    payload = table.Column<string>(type: "json", nullable: false),
                    state = table.Column<string>(type: "character varying(10)", unicode: false, maxLength: 10, nullable: false, defaultValue: "pending"),
                    attempt_count = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    next_attempt_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_status_code = table.Column<int>(type: "integer", nullable: true),
                    last_error = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "CURRENT_TIMESTAMP"),
                    delivered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_webhook_deliveries", x => x.id);
                    table.CheckConstraint("chk_webhook_deliveries_attempt_count", "attempt_count >= 0");
                    table.CheckConstraint("chk_webhook_deliveries_state", "state IN ('pending', 'delivered', 'dead')");
                    table.ForeignKey(
                        name: "fk_webhook_deliveries_webhooks_webhook_id",
                        column: x => x.webhook_id,
                        principalTable: "webhooks",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                },
                comment: "Events on their way to subscriptions");

            migrationBuilder.CreateTable(
                name: "budget_holds",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    department_id = table.Column<Guid>(type: "uuid", nullable: false),
                    period_start = table.Column<DateOnly>(type: "date", nullable: false),
                    generation_id = table.Column<Guid>(type: "uuid", nullable: true),
                    batch_id = table.Column<Guid>(type: "uuid", nullable: true),
                    attempt_no = table.Column<int>(type: "integer", nullable: false, defaultValue: 1),
                    parent_hold_id = table.Column<Guid>(type: "uuid", nullable: true),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    api_key_id = table.Column<Guid>(type: "uuid", nullable: true),
                    amount_aud = table.Column<decimal>(type: "numeric(19,6)", precision: 19, scale: 6, nullable: false),
                    remaining_aud = table.Column<decimal>(type: "numeric(19,6)", precision: 19, scale: 6, nullable: false),
                    charged_aud = table.Column<decimal>(type: "numeric(19,6)", precision: 19, scale: 6, nullable: false, defaultValue: 0m),
                    provider_cost_aud = table.Column<decimal>(type: "numeric(19,6)", precision: 19, scale: 6, nullable: true),
                    fx_rate = table.Column<decimal>(type: "numeric(19,9)", precision: 19, scale: 9, nullable: false),
                    price_version = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<string>(type: "character varying(10)", unicode: false, maxLength: 10, nullable: false, defaultValue: "open"),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
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
                        principalTable: "batches",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_budget_holds_generations_generation_id",
                        column: x => x.generation_id,
                        principalTable: "generations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                },
                comment: "Money set aside for one attempt of a generation, or for a batch");

            migrationBuilder.CreateTable(
                name: "cost_events",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    generation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    attempt_no = table.Column<int>(type: "integer", nullable: false),
                    department_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    api_key_id = table.Column<Guid>(type: "uuid", nullable: true),
                    hold_id = table.Column<Guid>(type: "uuid", nullable: false),
                    period_start = table.Column<DateOnly>(type: "date", nullable: false),
                    model_provider = table.Column<string>(type: "character varying(50)", unicode: false, maxLength: 50, nullable: false),
                    estimated_cost_aud = table.Column<decimal>(type: "numeric(19,6)", precision: 19, scale: 6, nullable: false),
                    actual_cost_aud = table.Column<decimal>(type: "numeric(19,6)", precision: 19, scale: 6, nullable: false),
                    provider_cost_aud = table.Column<decimal>(type: "numeric(19,6)", precision: 19, scale: 6, nullable: false),
                    cost_source = table.Column<string>(type: "character varying(20)", unicode: false, maxLength: 20, nullable: false),
                    fx_rate = table.Column<decimal>(type: "numeric(19,9)", precision: 19, scale: 9, nullable: false),
                    currency = table.Column<string>(type: "character varying(3)", unicode: false, maxLength: 3, nullable: false, defaultValue: "AUD"),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "CURRENT_TIMESTAMP"),
                    metadata = table.Column<string>(type: "jsonb", nullable: false, defaultValue: "{}", comment: "JSON: billing_period, invoice_id, tax_amount")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_cost_events", x => x.id);
                    table.CheckConstraint("chk_cost_events_amounts", "estimated_cost_aud >= 0 AND actual_cost_aud >= 0 AND provider_cost_aud >= 0");
                    table.CheckConstraint("chk_cost_events_attempt_no", "attempt_no >= 1");
                    table.CheckConstraint("chk_cost_events_cost_source", "cost_source IN ('provider', 'usage', 'price_list', 'assumed')");
                    table.ForeignKey(
                        name: "fk_cost_events_departments_organization_id_department_id",
                        columns: x => new { x.organization_id, x.department_id },
                        principalTable: "departments",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_cost_events_generations_generation_id",
                        column: x => x.generation_id,
                        principalTable: "generations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_cost_events_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                },
                comment: "What each billed attempt cost");

            migrationBuilder.CreateTable(
                name: "generation_attempts",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    department_id = table.Column<Guid>(type: "uuid", nullable: false),
                    generation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    attempt_no = table.Column<int>(type: "integer", nullable: false),
                    hold_id = table.Column<Guid>(type: "uuid", nullable: false),
                    model_provider = table.Column<string>(type: "character varying(50)", unicode: false, maxLength: 50, nullable: false),
                    model_name = table.Column<string>(type: "character varying(100)", unicode: false, maxLength: 100, nullable: false),
                    quota_pool = table.Column<string>(type: "character varying(200)", unicode: false, maxLength: 200, nullable: false),
                    call_kind = table.Column<string>(type: "character varying(20)", unicode: false, maxLength: 20, nullable: false),
                    state = table.Column<string>(type: "character varying(20)", unicode: false, maxLength: 20, nullable: false, defaultValue: "started"),
                    owner = table.Column<string>(type: "character varying(200)", unicode: false, maxLength: 200, nullable: false),
                    lease_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    provider_job_id = table.Column<string>(type: "character varying(255)", unicode: false, maxLength: 255, nullable: true),
                    provider_request_id = table.Column<string>(type: "character varying(255)", unicode: false, maxLength: 255, nullable: true),
                    error_class = table.Column<string>(type: "character varying(50)", unicode: false, maxLength: 50, nullable: true),
                    error_detail_encrypted = table.Column<string>(type: "text", unicode: false, nullable: true),
                    billed = table.Column<string>(type: "character varying(10)", unicode: false, maxLength: 10, nullable: false, defaultValue: "unknown"),
                    facts = table.Column<string>(type: "jsonb", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_generation_attempts", x => x.id);
                    table.CheckConstraint("chk_generation_attempts_attempt_no", "attempt_no >= 1");
                    table.CheckConstraint("chk_generation_attempts_billed", "billed IN ('unknown', 'yes', 'no')");
                    table.CheckConstraint("chk_generation_attempts_call_kind", "call_kind IN ('resumable', 'repeatable', 'unconfirmable')");
                    table.CheckConstraint("chk_generation_attempts_state", "state IN ('started', 'succeeded', 'refused', 'failed', 'unknown', 'settled', 'released')");
                    table.ForeignKey(
                        name: "fk_generation_attempts_generations_generation_id",
                        column: x => x.generation_id,
                        principalTable: "generations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                },
                comment: "Calls to providers, from lease to settlement");

            migrationBuilder.CreateTable(
                name: "generation_metadata",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    generation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    prompt_language = table.Column<string>(type: "character varying(10)", unicode: false, maxLength: 10, nullable: true),
                    prompt_complexity_score = table.Column<double>(type: "double precision", nullable: true),
                    selected_model_reason = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: true, comment: "Why the router chose this model, such as price or quality"),
                    fallback_model = table.Column<string>(type: "character varying(200)", unicode: false, maxLength: 200, nullable: true),
                    retry_count = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    model_parameters = table.Column<string>(type: "jsonb", nullable: true),
                    post_processing_steps = table.Column<string>(type: "jsonb", nullable: true),
                    content_safety_score = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "CURRENT_TIMESTAMP")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_generation_metadata", x => x.id);
                    table.CheckConstraint("chk_generation_metadata_prompt_complexity_score", "prompt_complexity_score BETWEEN 0 AND 1");
                    table.ForeignKey(
                        name: "fk_generation_metadata_generations_generation_id",
                        column: x => x.generation_id,
                        principalTable: "generations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                },
                comment: "How each generation was routed and worked on");

            migrationBuilder.CreateIndex(
                name: "idx_api_keys_user_id",
                table: "api_keys",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "uq_api_keys_key_hash",
                table: "api_keys",
                column: "key_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "idx_api_keys_history_id",
                table: "api_keys_history",
                columns: new[] { "id", "valid_from" });

            migrationBuilder.CreateIndex(
                name: "idx_audit_events_event_type",
                table: "audit_events",
                columns: new[] { "organization_id", "event_type", "timestamp" },
                descending: new[] { false, false, true });

            migrationBuilder.CreateIndex(
                name: "idx_audit_events_resource_id",
                table: "audit_events",
                columns: new[] { "organization_id", "resource_id" });

            migrationBuilder.CreateIndex(
                name: "idx_audit_events_timestamp",
                table: "audit_events",
                columns: new[] { "organization_id", "timestamp" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "uq_audit_events_user_id_chain_seq",
                table: "audit_events",
                columns: new[] { "user_id", "chain_seq" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "idx_batches_department_id",
                table: "batches",
                columns: new[] { "organization_id", "department_id", "created_at" },
                descending: new[] { false, false, true });

            migrationBuilder.CreateIndex(
                name: "idx_batches_unfinished",
                table: "batches",
                column: "updated_at",
                filter: "status IN ('accepted', 'running', 'cancelling')");

            migrationBuilder.CreateIndex(
                name: "idx_batches_user_id",
                table: "batches",
                columns: new[] { "user_id", "created_at" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "uq_budget_entries_operation_id",
                table: "budget_entries",
                columns: new[] { "department_id", "operation_id" },
                unique: true,
                filter: "operation_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "idx_budget_holds_batch_id",
                table: "budget_holds",
                column: "batch_id",
                filter: "batch_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "idx_budget_holds_open",
                table: "budget_holds",
                column: "department_id",
                filter: "state = 'open'");

            migrationBuilder.CreateIndex(
                name: "uq_budget_holds_generation_id_attempt_no",
                table: "budget_holds",
                columns: new[] { "generation_id", "attempt_no" },
                unique: true,
                filter: "generation_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "idx_budget_periods_organization_id",
                table: "budget_periods",
                columns: new[] { "organization_id", "period_start" });

            migrationBuilder.CreateIndex(
                name: "idx_cost_events_created_at",
                table: "cost_events",
                columns: new[] { "organization_id", "created_at" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "idx_cost_events_department_id",
                table: "cost_events",
                columns: new[] { "department_id", "period_start" });

            migrationBuilder.CreateIndex(
                name: "idx_cost_events_model_provider",
                table: "cost_events",
                columns: new[] { "organization_id", "model_provider", "created_at" },
                descending: new[] { false, false, true });

            migrationBuilder.CreateIndex(
                name: "idx_cost_events_user_id",
                table: "cost_events",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "uq_cost_events_generation_id_attempt_no",
                table: "cost_events",
                columns: new[] { "generation_id", "attempt_no" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "idx_dept_budgets_period",
                table: "department_budgets",
                columns: new[] { "budget_period_start", "budget_period_end" });

            migrationBuilder.CreateIndex(
                name: "idx_dept_budgets_utilization",
                table: "department_budgets",
                columns: new[] { "organization_id", "utilization" },
                filter: "monthly_budget_aud > 0");

            migrationBuilder.CreateIndex(
                name: "uq_department_budgets_department_id",
                table: "department_budgets",
                column: "department_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "idx_departments_is_active",
                table: "departments",
                column: "organization_id",
                filter: "is_active = TRUE");

            migrationBuilder.CreateIndex(
                name: "uq_dept_org_code",
                table: "departments",
                columns: new[] { "organization_id", "code" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "idx_departments_history_id",
                table: "departments_history",
                columns: new[] { "id", "valid_from" });

            migrationBuilder.CreateIndex(
                name: "uq_exchange_rates_currency_valid_from",
                table: "exchange_rates",
                columns: new[] { "currency", "valid_from" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "idx_exchange_rates_history_id",
                table: "exchange_rates_history",
                columns: new[] { "id", "history_valid_from" });

            migrationBuilder.CreateIndex(
                name: "idx_generation_attempts_lease_until",
                table: "generation_attempts",
                column: "lease_until",
                filter: "state = 'started'");

            migrationBuilder.CreateIndex(
                name: "idx_generation_attempts_quota_pool",
                table: "generation_attempts",
                columns: new[] { "quota_pool", "started_at" });

            migrationBuilder.CreateIndex(
                name: "idx_generation_attempts_unknown",
                table: "generation_attempts",
                column: "started_at",
                filter: "state = 'unknown'");

            migrationBuilder.CreateIndex(
                name: "uq_generation_attempts_generation_id_attempt_no",
                table: "generation_attempts",
                columns: new[] { "generation_id", "attempt_no" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "idx_gen_metadata_complexity",
                table: "generation_metadata",
                columns: new[] { "organization_id", "prompt_complexity_score" });

            migrationBuilder.CreateIndex(
                name: "idx_gen_metadata_retry_count",
                table: "generation_metadata",
                columns: new[] { "organization_id", "retry_count" },
                filter: "retry_count > 0");

            migrationBuilder.CreateIndex(
                name: "uq_generation_metadata_generation_id",
                table: "generation_metadata",
                column: "generation_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "idx_generations_active",
                table: "generations",
                columns: new[] { "user_id", "created_at" },
                descending: new[] { false, true },
                filter: "is_deleted = FALSE");

            migrationBuilder.CreateIndex(
                name: "idx_generations_batch_id",
                table: "generations",
                columns: new[] { "batch_id", "created_at" },
                filter: "batch_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "idx_generations_created_at",
                table: "generations",
                columns: new[] { "organization_id", "created_at" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "idx_generations_department_id",
                table: "generations",
                columns: new[] { "organization_id", "department_id", "created_at" },
                descending: new[] { false, false, true });

            migrationBuilder.CreateIndex(
                name: "idx_generations_group_id",
                table: "generations",
                column: "group_id",
                filter: "group_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "idx_generations_model_provider",
                table: "generations",
                columns: new[] { "organization_id", "model_provider", "created_at" },
                descending: new[] { false, false, true });

            migrationBuilder.CreateIndex(
                name: "idx_generations_status",
                table: "generations",
                columns: new[] { "status", "model_provider", "created_at" },
                filter: "status IN ('pending', 'processing')");

            migrationBuilder.CreateIndex(
                name: "idx_generations_user_id",
                table: "generations",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "idx_idempotency_keys_expires_at",
                table: "idempotency_keys",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "idx_model_providers_cost",
                table: "model_providers",
                column: "cost_per_image_aud");

            migrationBuilder.CreateIndex(
                name: "idx_model_providers_is_active",
                table: "model_providers",
                column: "is_active",
                filter: "is_active = TRUE");

            migrationBuilder.CreateIndex(
                name: "uq_provider_model",
                table: "model_providers",
                columns: new[] { "provider_name", "model_name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "idx_model_providers_history_id",
                table: "model_providers_history",
                columns: new[] { "id", "valid_from" });

            migrationBuilder.CreateIndex(
                name: "idx_organizations_created_at",
                table: "organizations",
                column: "created_at",
                descending: new bool[0]);

            migrationBuilder.CreateIndex(
                name: "idx_organizations_domain",
                table: "organizations",
                column: "domain",
                unique: true,
                filter: "is_active = TRUE");

            migrationBuilder.CreateIndex(
                name: "idx_organizations_history_id",
                table: "organizations_history",
                columns: new[] { "id", "valid_from" });

            migrationBuilder.CreateIndex(
                name: "idx_outbox_audit_unshipped",
                table: "outbox",
                columns: new[] { "shard", "created_at" },
                filter: "audit_shipped_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "idx_outbox_webhooks_unshipped",
                table: "outbox",
                columns: new[] { "shard", "created_at" },
                filter: "webhooks_shipped_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "uq_price_versions_provider_id_version",
                table: "price_versions",
                columns: new[] { "provider_id", "version" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "uq_provider_configs_provider_id",
                table: "provider_configs",
                column: "provider_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "idx_provider_configs_history_id",
                table: "provider_configs_history",
                columns: new[] { "id", "valid_from" });

            migrationBuilder.CreateIndex(
                name: "uq_user_preferences_user_id_key",
                table: "user_preferences",
                columns: new[] { "user_id", "preference_key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "idx_sessions_active",
                table: "user_sessions",
                columns: new[] { "user_id", "expires_at" },
                filter: "revoked = FALSE");

            migrationBuilder.CreateIndex(
                name: "idx_sessions_expires_at",
                table: "user_sessions",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "idx_sessions_user_id",
                table: "user_sessions",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "uq_user_sessions_refresh_token_hash",
                table: "user_sessions",
                column: "refresh_token_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "idx_users_department_id",
                table: "users",
                columns: new[] { "organization_id", "department_id" });

            migrationBuilder.CreateIndex(
                name: "idx_users_is_active",
                table: "users",
                column: "organization_id",
                filter: "is_active = TRUE");

            migrationBuilder.CreateIndex(
                name: "idx_users_last_login",
                table: "users",
                columns: new[] { "organization_id", "last_login_at" },
                descending: new[] { false, true })
                .Annotation("Npgsql:IndexNullSortOrder", new[] { NullSortOrder.Unspecified, NullSortOrder.NullsLast });

            migrationBuilder.CreateIndex(
                name: "idx_users_role",
                table: "users",
                columns: new[] { "organization_id", "role" });

            migrationBuilder.CreateIndex(
                name: "uq_users_azure_ad_id",
                table: "users",
                column: "azure_ad_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "uq_users_email_index",
                table: "users",
                column: "email_index",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "idx_users_history_id",
                table: "users_history",
                columns: new[] { "id", "valid_from" });

            migrationBuilder.CreateIndex(
                name: "idx_webhook_deliveries_next_attempt_at",
                table: "webhook_deliveries",
                column: "next_attempt_at",
                filter: "state = 'pending'");

            migrationBuilder.CreateIndex(
                name: "uq_webhook_deliveries_webhook_id_event_id",
                table: "webhook_deliveries",
                columns: new[] { "webhook_id", "event_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "idx_webhooks_is_active",
                table: "webhooks",
                column: "organization_id",
                filter: "is_active = TRUE");

            migrationBuilder.CreateIndex(
                name: "idx_webhooks_user_id",
                table: "webhooks",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "idx_webhooks_history_id",
                table: "webhooks_history",
                columns: new[] { "id", "valid_from" });

            migrationBuilder.CreateTriggers(TargetModel, StorageEngine.Postgres);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTriggers(TargetModel, StorageEngine.Postgres);

            migrationBuilder.DropTable(
                name: "api_keys");

            migrationBuilder.DropTable(
                name: "api_keys_history");

            migrationBuilder.DropTable(
                name: "audit_events");

            migrationBuilder.DropTable(
                name: "budget_entries");

            migrationBuilder.DropTable(
                name: "budget_holds");

            migrationBuilder.DropTable(
                name: "budget_limits");

            migrationBuilder.DropTable(
                name: "budget_periods");

            migrationBuilder.DropTable(
                name: "cost_events");

            migrationBuilder.DropTable(
                name: "department_budgets");

            migrationBuilder.DropTable(
                name: "departments_history");

            migrationBuilder.DropTable(
                name: "exchange_rates");

            migrationBuilder.DropTable(
                name: "exchange_rates_history");

            migrationBuilder.DropTable(
                name: "generation_attempts");

            migrationBuilder.DropTable(
                name: "generation_metadata");

            migrationBuilder.DropTable(
                name: "idempotency_keys");

            migrationBuilder.DropTable(
                name: "model_providers_history");

            migrationBuilder.DropTable(
                name: "organizations_history");

            migrationBuilder.DropTable(
                name: "outbox");

            migrationBuilder.DropTable(
                name: "price_versions");

            migrationBuilder.DropTable(
                name: "provider_configs");

            migrationBuilder.DropTable(
                name: "provider_configs_history");

            migrationBuilder.DropTable(
                name: "user_preferences");

            migrationBuilder.DropTable(
                name: "user_sessions");

            migrationBuilder.DropTable(
                name: "users_history");

            migrationBuilder.DropTable(
                name: "webhook_deliveries");

            migrationBuilder.DropTable(
                name: "webhooks_history");

            migrationBuilder.DropTable(
                name: "generations");

            migrationBuilder.DropTable(
                name: "model_providers");

            migrationBuilder.DropTable(
                name: "webhooks");

            migrationBuilder.DropTable(
                name: "batches");

            migrationBuilder.DropTable(
                name: "users");

            migrationBuilder.DropTable(
                name: "departments");

            migrationBuilder.DropTable(
                name: "organizations");
        }
    }
}
