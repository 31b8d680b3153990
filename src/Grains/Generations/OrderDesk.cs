using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Providers.Routing;

namespace DonatelloAI.Grains.Generations;

/// <summary>What comes before the money, for submissions and estimates alike: who pays, and which model.</summary>
internal static class OrderDesk
{
    /// <summary>Finds the department that pays and the model that is called, or says why there is none.</summary>
    public static async ValueTask<PlannedOrder> Plan(GenerationServices services, Caller caller, ImageOrder order, int images, Guid? departmentId)
    {
        if (Refuse(caller, departmentId) is { } refusal)
        {
            return new PlannedOrder(Guid.Empty, null, null, refusal);
        }

        if (await services.Safety.Refuse(caller.OrganizationId, order) is { } blocked)
        {
            return new PlannedOrder(Guid.Empty, null, null, blocked);
        }

        if (order.PartialImages > 0 && !await services.Safety.MayShowUnchecked(caller.OrganizationId))
        {
            // Nobody would see them, so nobody pays for them.
            order = order with { PartialImages = 0 };
        }

        var payer = departmentId ?? caller.DepartmentId!.Value;
        var preferences = await services.Preferences.Find(caller.UserId, payer);
        var request = new RoutingRequest
        {
            Order = order,
            Models = await services.Models.Get(),
            Providers = services.Providers,
            PreferredModel = preferences.PreferredModel,
            DepartmentModel = preferences.DefaultModel,
            PreferredQuality = preferences.Quality,
            CostWeight = preferences.CostWeight is { } weight ? (decimal)weight : ModelRouter.DefaultCostWeight,
            FreshSeed = Random.Shared.NextInt64(uint.MaxValue + 1L),
            Prompt = await services.Prompts.Read(order.Prompt),
            Images = images,
            Now = services.Time.GetUtcNow(),
        };
        return ModelRouter.Choose(request) switch
        {
            Route route => new PlannedOrder(payer, request, route, null),
            RouteRefused refused => new PlannedOrder(payer, request, null, new SubmitRefused { Reason = refused.Reason, Message = refused.Message, Field = refused.Field }),
            var routed => throw new InvalidOperationException($"The router answered with {routed.GetType().Name}."),
        };
    }

    /// <summary>The same order with a model that fits into what is left; null where the model was named, or nothing fits.</summary>
    public static PlannedOrder? Cheaper(PlannedOrder planned, Money left)
    {
        var request = planned.Request! with { Left = left };
        return request.IsOpen && ModelRouter.Choose(request) is Route route ? planned with { Request = request, Route = route } : null;
    }

    /// <summary>The same, after a ledger refused: null also where it refused for another reason than money.</summary>
    public static PlannedOrder? Cheaper(PlannedOrder planned, BudgetRefused refused) =>
        refused.Reason is BudgetRefusal.InsufficientBudget or BudgetRefusal.UserLimitExceeded or BudgetRefusal.ApiKeyLimitExceeded
            ? Cheaper(planned, refused.Left)
            : null;

    /// <summary>What a caller may spend from a department now: the least of the budget, where it is hard, and of the limits that bind them.</summary>
    public static Money LeftFor(Caller caller, BudgetView budget)
    {
        var limits = budget.Limits
            .Where(limit => limit.SubjectId == caller.UserId || limit.SubjectId == caller.ApiKeyId)
            .Select(static limit => limit.Amount - limit.Spent - limit.Held);
        return limits.Append(budget.Mode == EnforcementMode.Hard ? budget.Left : Money.FromMicros(Money.MaxAmountMicros)).Min();
    }

    /// <summary>A ledger's refusal as the answer to a submission.</summary>
    public static SubmitRefused Refuse(BudgetRefused refused) => refused.Reason == BudgetRefusal.DepartmentUnknown
        ? NotAllowed()
        : new SubmitRefused { Reason = GenerationRefusal.Budget, Message = refused.Message, Budget = refused };

    private static SubmitRefused? Refuse(Caller caller, Guid? departmentId)
    {
        if (departmentId is null)
        {
            return caller.DepartmentId is not null ? null : new SubmitRefused
            {
                Reason = GenerationRefusal.DepartmentMissing,
                Message = "You belong to no department: name the one that shall pay in department_id.",
                Field = "department_id",
            };
        }

        return departmentId == caller.DepartmentId || caller.Role >= UserRole.OrgAdmin ? null : NotAllowed();
    }

    /// <summary>The same words for a department of another organisation and for one that does not exist.</summary>
    private static SubmitRefused NotAllowed() => new()
    {
        Reason = GenerationRefusal.DepartmentNotAllowed,
        Message = "You may not spend from that department: leave department_id out to spend from your own.",
        Field = "department_id",
    };
}

/// <summary>An order with its payer and its route, or a refusal.</summary>
internal readonly record struct PlannedOrder(Guid DepartmentId, RoutingRequest? Request, Route? Route, SubmitRefused? Refusal);
