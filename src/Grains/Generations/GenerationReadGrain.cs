using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Providers.Routing;
using Orleans.Concurrency;

namespace DonatelloAI.Grains.Generations;

/// <summary>Reads generations; keeps nothing.</summary>
[StatelessWorker]
public sealed class GenerationReadGrain(GenerationServices services) : Grain, IGenerationReadGrain
{
    /// <inheritdoc/>
    public async Task<GenerationView?> Find(Caller caller, Guid id) =>
        await FindVisible(caller, id) is { } record ? await View(record) : null;

    /// <inheritdoc/>
    public async Task<GenerationPage> List(Caller caller, GenerationFilter filter)
    {
        var limit = Math.Clamp(filter.Limit, 1, GenerationFilter.MaxLimit);
        var records = await services.Store.List(caller, filter with { Limit = limit + 1 });
        var views = new List<GenerationView>(limit);
        foreach (var record in records.Take(limit))
        {
            views.Add(await View(record));
        }

        return new GenerationPage(views, records.Count > limit ? new GenerationCursor(views[^1].CreatedAt, views[^1].Id) : null);
    }

    /// <inheritdoc/>
    public async Task<string?> Metadata(Caller caller, Guid id)
    {
        if (await FindVisible(caller, id) is not { } record || !ImageName.TryParse(record.ImageName, out var image))
        {
            return null;
        }

        var shelf = new PictureShelf(services, image.OrganizationId, id, image.AttemptNo);
        return await shelf.ReadDescription(record, CancellationToken.None);
    }

    /// <inheritdoc/>
    public async Task<EstimateReply> Estimate(Caller caller, ImageOrder order, int images, Guid? departmentId)
    {
        var planned = await OrderDesk.Plan(services, caller, order, images, departmentId);
        if (planned.Refusal is { } refusal)
        {
            return new EstimateRefused(refusal);
        }

        var budget = await services.Peers.Budget(planned.DepartmentId).Read();
        if (budget is null || (!caller.IsSuperAdmin && budget.OrganizationId != caller.OrganizationId))
        {
            return new EstimateRefused(OrderDesk.Refuse(new BudgetRefused { Reason = BudgetRefusal.DepartmentUnknown, Message = "" }));
        }

        return EstimateOf(Affordable(planned, OrderDesk.LeftFor(caller, budget)), images, budget.Left);
    }

    /// <summary>What a submission would come to: something cheaper where the first choice is more than what is left, if there is any.</summary>
    private static PlannedOrder Affordable(PlannedOrder planned, Money left) =>
        TotalOf(planned.Route!, planned.Request!.Images) <= left ? planned : OrderDesk.Cheaper(planned, left) ?? planned;

    private static Estimate EstimateOf(PlannedOrder planned, int images, Money left)
    {
        var route = planned.Route!;
        return new Estimate
        {
            Model = route.Model.Name,
            Reason = route.Reason,
            FallbackModel = route.RunnerUp,
            Ceiling = TotalOf(route, images),
            Left = left,
            Size = route.Size.ToString(),
            Quality = route.Quality,
            OutputFormat = route.OutputFormat,
            Background = route.Background,
            DepartmentId = planned.DepartmentId,
            Routing = new GenerationRouting
            {
                Reason = route.Reason,
                FallbackModel = route.RunnerUp,
                PromptLanguage = planned.Request!.Prompt.Language,
                PromptComplexityScore = planned.Request.Prompt.Complexity,
                ReplacedModel = route.Replaced?.Model,
                ReplacedModelRetiredAt = route.Replaced?.RetiredAt,
            },
        };
    }

    private static Money TotalOf(Route route, int images) => Enumerable.Repeat(route.Ceiling.Amount, images).Aggregate(Money.Zero, static (sum, one) => sum + one);

    private async Task<GenerationRecord?> FindVisible(Caller caller, Guid id) =>
        await services.Store.Find(id) is { } record && record.IsVisibleTo(caller) ? record : null;

    private async ValueTask<GenerationView> View(GenerationRecord record) =>
        await GenerationViews.Of(record, await OrderInClear.Open(services.Sealer, record), services.Sealer);
}
