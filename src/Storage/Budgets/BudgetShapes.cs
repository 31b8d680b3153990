using DonatelloAI.Storage.Batches;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Generations;
using Microsoft.EntityFrameworkCore.Metadata;

namespace DonatelloAI.Storage.Budgets;

/// <summary>The shapes of a budget commit on one engine's model.</summary>
internal sealed class BudgetShapes(IModel model)
{
    public RowShape<HeadChange> Head { get; } =
        RowShape<HeadChange>.Update(model, typeof(DepartmentBudgetRow), [nameof(HeadChange.DepartmentId)], nameof(HeadChange.Version));

    public RowShape<BudgetPeriodRow> Period { get; } = RowShape<BudgetPeriodRow>.Insert(model);

    public RowShape<PeriodChange> PeriodChange { get; } =
        RowShape<PeriodChange>.Update(model, typeof(BudgetPeriodRow), [nameof(Budgets.PeriodChange.DepartmentId), nameof(Budgets.PeriodChange.PeriodStart)]);

    public RowShape<BudgetLimitRow> Limit { get; } = RowShape<BudgetLimitRow>.Insert(model);

    public RowShape<LimitChange> LimitChange { get; } =
        RowShape<LimitChange>.Update(model, typeof(BudgetLimitRow), [nameof(Budgets.LimitChange.DepartmentId), nameof(Budgets.LimitChange.SubjectId)]);

    public RowShape<LimitRemoval> LimitRemoval { get; } =
        RowShape<LimitRemoval>.Delete(model, typeof(BudgetLimitRow), [nameof(Budgets.LimitRemoval.DepartmentId), nameof(Budgets.LimitRemoval.SubjectId)]);

    public RowShape<BatchRow> Batch { get; } = RowShape<BatchRow>.Insert(model);

    public RowShape<GenerationRow> Generation { get; } = RowShape<GenerationRow>.Insert(model);

    public RowShape<GenerationMetadataRow> Metadata { get; } = RowShape<GenerationMetadataRow>.Insert(model);

    public RowShape<BudgetHoldRow> Hold { get; } = RowShape<BudgetHoldRow>.Insert(model);

    public RowShape<HoldChange> HoldChange { get; } = RowShape<HoldChange>.Update(model, typeof(BudgetHoldRow), [nameof(Budgets.HoldChange.Id)]);

    public RowShape<BudgetEntryRow> Entry { get; } = RowShape<BudgetEntryRow>.Insert(model);

    public RowShape<CostEventRow> Cost { get; } = RowShape<CostEventRow>.Insert(model);

    public RowShape<GenerationCost> GenerationCost { get; } =
        RowShape<GenerationCost>.Update(model, typeof(GenerationRow), [nameof(Budgets.GenerationCost.Id)], added: nameof(Budgets.GenerationCost.CostAud));

    public RowShape<GenerationEnding> Ending { get; } = RowShape<GenerationEnding>.Update(
        model, typeof(GenerationRow), [nameof(GenerationEnding.Id)], nameof(GenerationEnding.Version), nameof(GenerationEnding.CostAud));

    public RowShape<MetadataEnding> MetadataEnding { get; } =
        RowShape<MetadataEnding>.Update(model, typeof(GenerationMetadataRow), [nameof(Budgets.MetadataEnding.GenerationId)]);

    /// <summary>The same, with the parameters that the vendor added to.</summary>
    public RowShape<MetadataCompletion> MetadataCompletion { get; } =
        RowShape<MetadataCompletion>.Update(model, typeof(GenerationMetadataRow), [nameof(Budgets.MetadataCompletion.GenerationId)]);

    public RowShape<AttemptSettlement> AttemptSettlement { get; } = RowShape<AttemptSettlement>.UpdateIfThere(
        model, typeof(GenerationAttemptRow), [nameof(Budgets.AttemptSettlement.GenerationId), nameof(Budgets.AttemptSettlement.AttemptNo)]);

    public RowShape<AttemptCharge> AttemptCharge { get; } = RowShape<AttemptCharge>.UpdateIfThere(
        model, typeof(GenerationAttemptRow), [nameof(Budgets.AttemptCharge.GenerationId), nameof(Budgets.AttemptCharge.AttemptNo)]);

    /// <summary>An attempt that was refused or failed keeps saying so.</summary>
    public RowShape<AttemptRelease> AttemptRelease { get; } = RowShape<AttemptRelease>.UpdateIfThere(
        model,
        typeof(GenerationAttemptRow),
        [nameof(Budgets.AttemptRelease.GenerationId), nameof(Budgets.AttemptRelease.HoldId)],
        RowGuard.AnyOf("state", "started", "unknown"));

    public RowShape<OutboxRow> Event { get; } = RowShape<OutboxRow>.Insert(model);
}
