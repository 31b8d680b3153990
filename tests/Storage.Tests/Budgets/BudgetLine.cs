using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Generations;

namespace DonatelloAI.Storage.Tests.Budgets;

/// <summary>A generation to pay for, with the fields that tests bend.</summary>
public sealed record BudgetLine(Guid GenerationId, decimal Aud)
{
    public string ModelName { get; init; } = "canvas";

    public string Metadata { get; init; } = """{"resolution":"1024x1024"}""";

    public Guid? BatchId { get; init; }

    public Guid HoldId => DerivedId.Hold(GenerationId, 1);

    public Reserve ToReserve(Guid userId, Guid? apiKeyId = null) => new() { UserId = userId, ApiKeyId = apiKeyId, Lines = [ToLine()] };

    public ReserveLine ToLine() => new()
    {
        HoldId = HoldId,
        Ceiling = new PricedAmount(Money.FromAud(Aud), 1.55m, 3),
        Generation = new GenerationDraft
        {
            Id = GenerationId,
            BatchId = BatchId,
            ModelProvider = "local",
            ModelName = ModelName,
            PromptEncrypted = "v1:sealed",
            MetadataJson = Metadata,
            SelectedModelReason = "explicit",
            PromptLanguage = "en",
            PromptComplexityScore = 0.5,
        },
    };

    public Settle ToSettle(decimal cost) => new()
    {
        HoldId = HoldId,
        GenerationId = GenerationId,
        AttemptNo = 1,
        ProviderCost = Money.FromAud(cost),
        Source = CostSource.PriceList,
        ModelProvider = "local",
        End = new GenerationEnd { Outcome = GenerationOutcome.Completed, ExpectedVersion = 0, ImageUrl = "images/a.png", GenerationTimeMs = 12, RetryCount = 1 },
    };

    public Release ToRelease() => new()
    {
        HoldId = HoldId,
        GenerationId = GenerationId,
        Reason = "refused by the provider",
        End = new GenerationEnd { Outcome = GenerationOutcome.Failed, ExpectedVersion = 0, ErrorCode = "capacity" },
    };
}
