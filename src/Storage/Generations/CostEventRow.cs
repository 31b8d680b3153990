using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;

namespace DonatelloAI.Storage.Generations;

/// <summary>What one billed attempt cost.</summary>
public sealed class CostEventRow
{
    /// <summary>The event.</summary>
    public Guid Id { get; set; }

    /// <summary>The department's organisation.</summary>
    public required Guid OrganizationId { get; set; }

    /// <summary>The generation.</summary>
    public required Guid GenerationId { get; set; }

    /// <summary>The billed attempt.</summary>
    public required int AttemptNo { get; set; }

    /// <summary>The department that paid.</summary>
    public required Guid DepartmentId { get; set; }

    /// <summary>The person who spent.</summary>
    public required Guid UserId { get; set; }

    /// <summary>The key the work came with.</summary>
    public Guid? ApiKeyId { get; set; }

    /// <summary>The hold that paid.</summary>
    public required Guid HoldId { get; set; }

    /// <summary>First day of the period that paid.</summary>
    public required DateOnly PeriodStart { get; set; }

    /// <summary>Provider of the attempt.</summary>
    public required string ModelProvider { get; set; }

    /// <summary>The hold: what it could have cost at most.</summary>
    public required Money EstimatedCostAud { get; set; }

    /// <summary>What the department was charged.</summary>
    public required Money ActualCostAud { get; set; }

    /// <summary>What the provider charged at the pinned rate.</summary>
    public required Money ProviderCostAud { get; set; }

    /// <summary>Where the cost comes from.</summary>
    public required CostSource CostSource { get; set; }

    /// <summary>What the provider charged in its own currency; null where the outcome is unknown and the ceiling was assumed.</summary>
    public decimal? ProviderAmount { get; set; }

    /// <summary>ISO 4217 code of the provider's currency.</summary>
    public string? ProviderCurrency { get; set; }

    /// <summary>AUD for one unit of the price's currency.</summary>
    public required decimal FxRate { get; set; }

    /// <summary>Currency of the amounts.</summary>
    public string Currency { get; set; } = "AUD";

    /// <summary>When it was settled.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>JSON: billing_period, invoice_id, tax_amount, price_version.</summary>
    public string Metadata { get; set; } = "{}";
}
