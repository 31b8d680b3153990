using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace DonatelloAI.Storage.Tests.Schema;

/// <summary>The data model that was asked for is in the model by its own names, or the page says what serves instead.</summary>
public sealed class RequestedDataModelTests
{
    private const string Indexes =
        """
        idx_organizations_domain idx_organizations_created_at idx_departments_organization_id idx_departments_code
        idx_departments_is_active idx_users_organization_id idx_users_department_id idx_users_azure_ad_id
        idx_users_email idx_users_role idx_users_is_active idx_users_last_login idx_sessions_user_id
        idx_sessions_refresh_token_hash idx_sessions_expires_at idx_sessions_active idx_dept_budgets_department_id
        idx_dept_budgets_period idx_dept_budgets_utilization idx_generations_user_id idx_generations_department_id
        idx_generations_status idx_generations_created_at idx_generations_model_provider idx_generations_active
        idx_gen_metadata_generation_id idx_gen_metadata_complexity idx_gen_metadata_retry_count
        idx_cost_events_department_id idx_cost_events_user_id idx_cost_events_created_at
        idx_cost_events_model_provider idx_model_providers_is_active idx_model_providers_cost
        """;

    private const string Constraints =
        """
        chk_domain uq_dept_org_code chk_revoked_at chk_budget_period chk_completed uq_provider_model
        """;

    private readonly List<ITable> _tables = TablesOfTheModel();

    [Theory]
    [InlineData("organizations", """
        id name domain is_active created_at updated_at settings
        """)]
    [InlineData("departments", """
        id organization_id name code is_active created_at updated_at settings
        """)]
    [InlineData("users", """
        id organization_id department_id azure_ad_id email display_name role is_active mfa_enabled
        mfa_grace_period_expires_at last_login_at created_at updated_at settings
        """)]
    [InlineData("user_sessions", """
        id user_id refresh_token_hash device_info created_at expires_at last_used_at revoked revoked_at
        revoked_reason
        """)]
    [InlineData("user_preferences", """
        id user_id preference_key preference_value created_at updated_at
        """)]
    [InlineData("department_budgets", """
        id department_id monthly_budget_aud current_spend_aud budget_period_start budget_period_end
        enforcement_mode last_reset_at created_at updated_at
        """)]
    [InlineData("generations", """
        id user_id department_id model_provider model_name prompt_encrypted status image_url thumbnail_url
        cost_aud generation_time_ms error_message is_nsfw is_deleted created_at completed_at deleted_at metadata
        """)]
    [InlineData("generation_metadata", """
        id generation_id prompt_language prompt_complexity_score selected_model_reason fallback_model retry_count
        model_parameters post_processing_steps content_safety_score created_at
        """)]
    [InlineData("cost_events", """
        id generation_id department_id user_id model_provider estimated_cost_aud actual_cost_aud currency
        created_at metadata
        """)]
    [InlineData("model_providers", """
        id provider_name model_name is_active api_endpoint cost_per_image_aud sla_percentage timeout_seconds
        created_at updated_at
        """)]
    [InlineData("provider_configs", """
        id provider_id api_key_vault_ref max_retries rate_limit_per_minute configuration created_at updated_at
        """)]
    [InlineData("api_keys", """
        id user_id key_name key_hash key_prefix is_active expires_at last_used_at created_at revoked_at
        """)]
    [InlineData("webhooks", """
        id user_id webhook_url secret_hash event_types is_active retry_count created_at updated_at
        """)]
    public void RequestedTable_InTheModel_HasEveryRequestedColumn(string table, string columns)
    {
        var actual = _tables.Single(candidate => candidate.Name == table).Columns.Select(column => column.Name);

        Assert.Empty(Words(columns).Except(actual));
    }

    [Fact]
    public void RequestedIndex_InTheModelOrOnThePage_IsAccountedFor()
    {
        var actual = _tables.SelectMany(table => table.Indexes).Select(index => index.Name).ToHashSet(StringComparer.Ordinal);
        var page = SchemaPage.Read().Text;

        Assert.All(
            Words(Indexes).Where(name => !actual.Contains(name)),
            name => Assert.Contains($"\n| `{name}` | ", page, StringComparison.Ordinal));
    }

    [Fact]
    public void RequestedConstraint_InTheModel_KeepsItsName()
    {
        var checks = _tables.SelectMany(table => table.CheckConstraints).Select(check => check.Name);
        var uniques = _tables.SelectMany(table => table.Indexes).Where(index => index.IsUnique).Select(index => index.Name);

        Assert.Empty(Words(Constraints).Except(checks.Concat(uniques), StringComparer.Ordinal));
    }

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static List<ITable> TablesOfTheModel()
    {
        using var context = DonatelloContexts.Open(StorageEngine.Postgres, "Host=127.0.0.1");
        return [.. context.GetService<IDesignTimeModel>().Model.GetRelationalModel().Tables];
    }
}
