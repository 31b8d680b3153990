using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Providers.Routing;

namespace DonatelloAI.Grains.Generations;

/// <summary>What comes before the money, for submissions and estimates alike: who pays, and which model.</summary>
internal static class OrderDesk
{
    /// <summary>Finds the department that pays and the model that is called, or says why there is none.</summary>
    public static async ValueTask<PlannedOrder> Plan(GenerationServices services, Caller caller, ImageOrder order, Guid? departmentId)
    {
        if (Refuse(caller, departmentId) is { } refusal)
        {
            return new PlannedOrder(Guid.Empty, null, refusal);
        }

        if (await services.Safety.Refuse(caller.OrganizationId, order) is { } blocked)
        {
            return new PlannedOrder(Guid.Empty, null, blocked);
        }

        var payer = departmentId ?? caller.DepartmentId!.Value;
        var preferences = await services.Preferences.Find(caller.UserId, payer);
        var routed = ModelRouter.Choose(new RoutingRequest
        {
            Order = order,
            Models = await services.Models.Get(),
            Providers = services.Providers,
            PreferredModel = preferences.PreferredModel,
            DepartmentModel = preferences.DefaultModel,
            PreferredQuality = preferences.Quality,
            CostWeight = preferences.CostWeight is { } weight ? (decimal)weight : ModelRouter.DefaultCostWeight,
            FreshSeed = Random.Shared.NextInt64(uint.MaxValue + 1L),
            Now = services.Time.GetUtcNow(),
        });
        return routed switch
        {
            Route route => new PlannedOrder(payer, route, null),
            RouteRefused refused => new PlannedOrder(payer, null, new SubmitRefused { Reason = refused.Reason, Message = refused.Message, Field = refused.Field }),
            _ => throw new InvalidOperationException($"The router answered with {routed.GetType().Name}."),
        };
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
internal readonly record struct PlannedOrder(Guid DepartmentId, Route? Route, SubmitRefused? Refusal);
