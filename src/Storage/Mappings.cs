using DonatelloAI.Storage.Audit;
using DonatelloAI.Storage.Batches;
using DonatelloAI.Storage.Budgets;
using DonatelloAI.Storage.Encryption;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Freezes;
using DonatelloAI.Storage.Generations;
using DonatelloAI.Storage.Modelling;
using DonatelloAI.Storage.Organizations;
using DonatelloAI.Storage.Providers;
using DonatelloAI.Storage.Sessions;
using DonatelloAI.Storage.Users;
using DonatelloAI.Storage.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage;

/// <summary>Every mapping of the model, room by room.</summary>
internal static class Mappings
{
    public static void Apply(ModelBuilder model, Dialect sql)
    {
        model.ApplyConfiguration(new OrganizationMapping(sql));
        model.ApplyConfiguration(new DepartmentMapping(sql));
        model.ApplyConfiguration(new UserMapping(sql));
        model.ApplyConfiguration(new UserPreferenceMapping(sql));
        model.ApplyConfiguration(new ApiKeyMapping(sql));
        model.ApplyConfiguration(new UserSessionMapping(sql));
        model.ApplyConfiguration(new IssuerBindingMapping(sql));
        model.ApplyConfiguration(new DepartmentBudgetMapping(sql));
        model.ApplyConfiguration(new BudgetPeriodMapping(sql));
        model.ApplyConfiguration(new BudgetEntryMapping());
        model.ApplyConfiguration(new BudgetHoldMapping());
        model.ApplyConfiguration(new BudgetLimitMapping(sql));
        model.ApplyConfiguration(new GenerationMapping(sql));
        model.ApplyConfiguration(new GenerationMetadataMapping(sql));
        model.ApplyConfiguration(new GenerationAttemptMapping(sql));
        model.ApplyConfiguration(new CostEventMapping(sql));
        model.ApplyConfiguration(new BatchMapping(sql));
        model.ApplyConfiguration(new ModelProviderMapping(sql));
        model.ApplyConfiguration(new ProviderConfigMapping(sql));
        model.ApplyConfiguration(new PriceVersionMapping(sql));
        model.ApplyConfiguration(new ExchangeRateMapping(sql));
        model.ApplyConfiguration(new CatalogueStateMapping());
        model.ApplyConfiguration(new FreezeMapping());
        model.ApplyConfiguration(new WebhookMapping(sql));
        model.ApplyConfiguration(new WebhookDeliveryMapping(sql));
        model.ApplyConfiguration(new OutboxMapping());
        model.ApplyConfiguration(new IdempotencyKeyMapping(sql));
        model.ApplyConfiguration(new AuditEventMapping());
        model.ApplyConfiguration(new DataKeyMapping(sql));
    }
}
