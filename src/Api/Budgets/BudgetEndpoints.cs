using DonatelloAI.Api.Access;
using DonatelloAI.Api.Bodies;
using DonatelloAI.Api.OpenApi;
using DonatelloAI.Api.Problems;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Organizations;
using DonatelloAI.Contracts.Users;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DonatelloAI.Api.Budgets;

/// <summary>A department's budget: its settings and sums.</summary>
internal static class BudgetEndpoints
{
    private const string Route = "/v1/departments/{id:guid}/budget";

    public static void MapBudgets(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Route, Read)
            .Describe(
                "GET /v1/departments/{id}/budget",
                "A department's budget",
                "Members of the department see left_aud; managers and above see all of it. The ETag covers what PUT changes, not what is spent.",
                400, 404)
            .WithMetadata(DescribedParameter.Period);
        routes.MapPut(Route, Change)
            .Describe(
                "PUT /v1/departments/{id}/budget",
                "Change a department's budget",
                "Absent fields stay as they are. With If-Match the change is made only on the settings that the ETag names. "
                    + "Under an organisation's cap the budgets of all departments stay within it.",
                400, 404, 412, 413, 415, 422)
            .WithMetadata(DescribedParameter.Idempotency, DescribedParameter.IfMatch);
    }

    private static async Task<Results<Ok<BudgetAnswer>, ProblemResult>> Read(
        Department department, string? period, HttpContext http, IGrainFactory grains)
    {
        var month = Month.Parse(period);
        if (month is not null && department.Reach < DepartmentReach.Manage)
        {
            return (ProblemResult)KnownProblems.Of(StatusCodes.Status403Forbidden, "insufficient_role", "Past periods need the role dept_manager or one above it.");
        }

        if (await department.Ledger(grains).Read() is not { } budget)
        {
            return (ProblemResult)KnownProblems.NotFound("The department has no budget.");
        }

        if (month is { } start && start != budget.PeriodStart)
        {
            return await Department.Reader(grains).Period(department.Id, start) is { } past
                ? TypedResults.Ok(BudgetAnswer.Of(department.Id, past))
                : (ProblemResult)KnownProblems.Of(StatusCodes.Status404NotFound, "period_unknown", "The department has no such period.");
        }

        return Answer(department, budget, http);
    }

    private static async Task<Results<Ok<BudgetAnswer>, ProblemResult>> Change(
        Department department, CurrentCaller caller, IdempotencyKey idempotency, JsonBody<SetBudgetBody> body, HttpContext http, IGrainFactory grains)
    {
        var change = new SetBudget
        {
            OperationId = idempotency.Operation(caller.Caller),
            ActorId = caller.Caller.UserId,
            MonthlyBudget = body.Value.MonthlyBudgetAud,
            Mode = body.Value.EnforcementMode,
            Thresholds = body.Value.Thresholds,
            Reason = body.Value.Reason,
            ExpectedTag = EntityTag.Expected(http.Request),
        };
        var reply = await grains.GetGrain<IOrganizationBudgetGrain>(department.OrganizationId).SetDepartmentBudget(change, department.Id);
        if (await Ledgers.Refusal(reply, department, change, grains, "monthly_budget_aud") is { } problem)
        {
            return (ProblemResult)problem;
        }

        idempotency.MarkReplayed(reply is BudgetAccepted { Replayed: true });
        return Answer(department, (await department.Ledger(grains).Read())!, http);
    }

    private static Ok<BudgetAnswer> Answer(Department department, BudgetView budget, HttpContext http)
    {
        if (department.Reach < DepartmentReach.Manage)
        {
            return TypedResults.Ok(BudgetAnswer.ForMembers(budget));
        }

        http.Response.Headers.ETag = EntityTag.Of(budget.SettingsTag);
        return TypedResults.Ok(BudgetAnswer.Of(budget));
    }
}
