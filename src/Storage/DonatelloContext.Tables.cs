using DonatelloAI.Storage.Audit;
using DonatelloAI.Storage.Batches;
using DonatelloAI.Storage.Budgets;
using DonatelloAI.Storage.Encryption;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Freezes;
using DonatelloAI.Storage.Generations;
using DonatelloAI.Storage.Organizations;
using DonatelloAI.Storage.Providers;
using DonatelloAI.Storage.Sessions;
using DonatelloAI.Storage.Users;
using DonatelloAI.Storage.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage;

public abstract partial class DonatelloContext
{
    /// <summary>The table <c>organizations</c>.</summary>
    public DbSet<OrganizationRow> Organizations => Set<OrganizationRow>();

    /// <summary>The table <c>departments</c>.</summary>
    public DbSet<DepartmentRow> Departments => Set<DepartmentRow>();

    /// <summary>The table <c>users</c>.</summary>
    public DbSet<UserRow> Users => Set<UserRow>();

    /// <summary>The table <c>user_preferences</c>.</summary>
    public DbSet<UserPreferenceRow> UserPreferences => Set<UserPreferenceRow>();

    /// <summary>The table <c>api_keys</c>.</summary>
    public DbSet<ApiKeyRow> ApiKeys => Set<ApiKeyRow>();

    /// <summary>The table <c>user_sessions</c>.</summary>
    public DbSet<UserSessionRow> UserSessions => Set<UserSessionRow>();

    /// <summary>The table <c>issuer_bindings</c>.</summary>
    public DbSet<IssuerBindingRow> IssuerBindings => Set<IssuerBindingRow>();

    /// <summary>The table <c>department_budgets</c>.</summary>
    public DbSet<DepartmentBudgetRow> DepartmentBudgets => Set<DepartmentBudgetRow>();

    /// <summary>The table <c>budget_periods</c>.</summary>
    public DbSet<BudgetPeriodRow> BudgetPeriods => Set<BudgetPeriodRow>();

    /// <summary>The table <c>budget_entries</c>.</summary>
    public DbSet<BudgetEntryRow> BudgetEntries => Set<BudgetEntryRow>();

    /// <summary>The table <c>budget_holds</c>.</summary>
    public DbSet<BudgetHoldRow> BudgetHolds => Set<BudgetHoldRow>();

    /// <summary>The table <c>budget_limits</c>.</summary>
    public DbSet<BudgetLimitRow> BudgetLimits => Set<BudgetLimitRow>();

    /// <summary>The table <c>generations</c>.</summary>
    public DbSet<GenerationRow> Generations => Set<GenerationRow>();

    /// <summary>The table <c>generation_metadata</c>.</summary>
    public DbSet<GenerationMetadataRow> GenerationMetadata => Set<GenerationMetadataRow>();

    /// <summary>The table <c>generation_attempts</c>.</summary>
    public DbSet<GenerationAttemptRow> GenerationAttempts => Set<GenerationAttemptRow>();

    /// <summary>The table <c>cost_events</c>.</summary>
    public DbSet<CostEventRow> CostEvents => Set<CostEventRow>();

    /// <summary>The table <c>batches</c>.</summary>
    public DbSet<BatchRow> Batches => Set<BatchRow>();

    /// <summary>The table <c>model_providers</c>.</summary>
    public DbSet<ModelProviderRow> ModelProviders => Set<ModelProviderRow>();

    /// <summary>The table <c>provider_configs</c>.</summary>
    public DbSet<ProviderConfigRow> ProviderConfigs => Set<ProviderConfigRow>();

    /// <summary>The table <c>price_versions</c>.</summary>
    public DbSet<PriceVersionRow> PriceVersions => Set<PriceVersionRow>();

    /// <summary>The table <c>exchange_rates</c>.</summary>
    public DbSet<ExchangeRateRow> ExchangeRates => Set<ExchangeRateRow>();

    /// <summary>The table <c>catalogue_state</c>.</summary>
    public DbSet<CatalogueStateRow> CatalogueState => Set<CatalogueStateRow>();

    /// <summary>The table <c>freezes</c>.</summary>
    public DbSet<FreezeRow> Freezes => Set<FreezeRow>();

    /// <summary>The table <c>webhooks</c>.</summary>
    public DbSet<WebhookRow> Webhooks => Set<WebhookRow>();

    /// <summary>The table <c>webhook_deliveries</c>.</summary>
    public DbSet<WebhookDeliveryRow> WebhookDeliveries => Set<WebhookDeliveryRow>();

    /// <summary>The table <c>outbox</c>.</summary>
    public DbSet<OutboxRow> Outbox => Set<OutboxRow>();

    /// <summary>The table <c>idempotency_keys</c>.</summary>
    public DbSet<IdempotencyKeyRow> IdempotencyKeys => Set<IdempotencyKeyRow>();

    /// <summary>The table <c>audit_events</c>.</summary>
    public DbSet<AuditEventRow> AuditEvents => Set<AuditEventRow>();

    /// <summary>The table <c>data_keys</c>.</summary>
    public DbSet<DataKeyRow> DataKeys => Set<DataKeyRow>();
}
