using DonatelloAI.Api.Access;
using DonatelloAI.Api.Bodies;
using DonatelloAI.Api.Budgets;
using DonatelloAI.Api.OpenApi;
using DonatelloAI.Api.Paging;
using DonatelloAI.Api.Problems;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Organizations;
using DonatelloAI.Contracts.Users;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DonatelloAI.Api.Organizations;

/// <summary>An organisation's departments.</summary>
internal static class DepartmentEndpoints
{
    private const string Path = "/v1/departments";
    private const string Route = Path + "/{id:guid}";
    private const string Policy = Path + "/{id}";
    private const long AnyReader = 0;

    public static void MapDepartments(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, List)
            .Describe($"GET {Path}", "Departments", "Deactivated ones too. Managers see their own department only.", 400, 404)
            .WithMetadata(new Paged(), DescribedParameter.Organization);
        routes.MapPost(Path, Create)
            .Describe(
                $"POST {Path}",
                "Make a department",
                "It comes with its budget, in one change: none and hard unless told otherwise, and within the organisation's cap.",
                400, 404, 409, 413, 415, 422)
            .WithMetadata(DescribedParameter.Idempotency, DescribedParameter.Organization);
        routes.MapGet(Route, Read)
            .Describe($"GET {Policy}", "A department", "The ETag covers what PATCH changes; the budget has a tag of its own.", 404);
        routes.MapPatch(Route, Change)
            .Describe(
                $"PATCH {Policy}",
                "Change a department",
                "Absent fields stay as they are; settings are replaced as a whole. freeze holds the department: new work is 403 department_frozen and no call begins, pending work waits, "
                    + "running work ends; null lifts it, and what waited goes on. With If-Match the change is made only on what the ETag names.",
                400, 404, 409, 412, 413, 415, 422)
            .WithMetadata(DescribedParameter.IfMatch);
        routes.MapDelete(Route, Deactivate)
            .Describe(
                $"DELETE {Policy}",
                "Deactivate a department",
                "From the next request on its people are refused and new work is 403; pending work is cancelled and what was held for it released; "
                    + "running work ends. PATCH opens it again. May be repeated.",
                400, 404, 412)
            .WithMetadata(DescribedParameter.IfMatch);
    }

    private static async Task<Ok<PageAnswer<DepartmentAnswer>>> List(NamedOrganization organization, CurrentCaller caller, Page page, IGrainFactory grains)
    {
        var list = $"departments/{organization.Id}";
        var after = page.After<Guid?>(list);
        var departments = caller.Caller.Role >= UserRole.OrgAdmin
            ? await Reader(grains).Departments(organization.Id, page.Limit, after)
            : await OwnOf(caller.Caller, grains);
        return TypedResults.Ok(page.Answer(departments.Departments.Select(DepartmentAnswer.Of), departments.Next, list));
    }

    private static async Task<Results<Created<DepartmentAnswer>, ProblemResult>> Create(
        NamedOrganization organization, CurrentCaller caller, IdempotencyKey idempotency, JsonBody<CreateDepartmentBody> body, HttpContext http, IGrainFactory grains)
    {
        var request = body.Value.ToRequest(idempotency.Operation(caller.Caller), caller.Caller);
        var reply = await grains.GetGrain<IOrganizationBudgetGrain>(organization.Id).CreateDepartment(request);
        if (reply is not BudgetAccepted accepted)
        {
            return (ProblemResult)ProblemOf(reply);
        }

        var department = (await Reader(grains).Department(organization.Id, request.DepartmentId))!;
        if (accepted.Replayed && !(body.Value.Made(department) && await HasBudget(request, grains)))
        {
            return (ProblemResult)KnownProblems.Of(
                StatusCodes.Status422UnprocessableEntity, "idempotency_key_reused", "The idempotency key was used with another body: use a new one.");
        }

        idempotency.MarkReplayed(accepted.Replayed);
        return TypedResults.Created($"{Path}/{department.Id}", Tagged(department, http));
    }

    private static async Task<Results<Ok<DepartmentAnswer>, ProblemResult>> Read(Department department, HttpContext http, IGrainFactory grains) =>
        department.Reach >= DepartmentReach.Manage && await Reader(grains).Department(department.OrganizationId, department.Id) is { } found
            ? TypedResults.Ok(Tagged(found, http))
            : (ProblemResult)NotFound();

    private static async Task<Results<Ok<DepartmentAnswer>, ProblemResult>> Change(
        Department department, CurrentCaller caller, JsonBody<ChangeDepartmentBody> body, HttpContext http, IGrainFactory grains)
    {
        var request = body.Value.ToRequest(department.Id, caller.Caller, EntityTag.Expected(http.Request));
        var reply = await grains.GetGrain<IOrganizationGrain>(department.OrganizationId).ChangeDepartment(request);
        return reply is OrganizationAccepted
            ? TypedResults.Ok(Tagged((await Reader(grains).Department(department.OrganizationId, department.Id))!, http))
            : (ProblemResult)reply.ToProblem();
    }

    private static async Task<Results<NoContent, ProblemResult>> Deactivate(Department department, CurrentCaller caller, HttpContext http, IGrainFactory grains)
    {
        var request = new ChangeDepartment
        {
            DepartmentId = department.Id,
            Caller = caller.Caller,
            IsActive = false,
            ExpectedTag = EntityTag.Expected(http.Request),
        };
        var reply = await grains.GetGrain<IOrganizationGrain>(department.OrganizationId).ChangeDepartment(request);
        return reply is OrganizationAccepted ? TypedResults.NoContent() : (ProblemResult)reply.ToProblem();
    }

    private static async Task<DepartmentPage> OwnOf(Caller caller, IGrainFactory grains) =>
        caller.DepartmentId is { } own && await Reader(grains).Department(caller.OrganizationId, own) is { } department
            ? new DepartmentPage([department], null)
            : new DepartmentPage([], null);

    /// <summary>True when a department's ledger began with the budget that a request asks for.</summary>
    private static async Task<bool> HasBudget(CreateDepartment request, IGrainFactory grains)
    {
        var first = await Department.Reader(grains).Entries(request.DepartmentId, new BudgetEntryFilter { Limit = 1, Before = 2 });
        return first.Entries is [var entry] && entry.Amount == request.MonthlyBudget && entry.Mode == request.Mode;
    }

    private static DepartmentAnswer Tagged(DepartmentView department, HttpContext http)
    {
        http.Response.Headers.ETag = EntityTag.Of(department.Tag);
        return DepartmentAnswer.Of(department);
    }

    private static Problem ProblemOf(BudgetReply reply) => reply switch
    {
        BudgetRefused { Reason: BudgetRefusal.IdInUse } refused => KnownProblems.OfField(StatusCodes.Status409Conflict, "code_taken", "code", refused.Message),
        BudgetRefused { Reason: BudgetRefusal.InvalidRequest } refused => refused.ToProblem(),
        BudgetRefused refused => refused.ToProblem("monthly_budget_aud"),
        BudgetUnavailable unavailable => unavailable.ToProblem(),
        _ => throw new InvalidOperationException($"The organisation's grain answered {reply.GetType().Name}."),
    };

    private static Problem NotFound() => KnownProblems.NotFound("There is no such department.");

    private static IOrganizationReadGrain Reader(IGrainFactory grains) => grains.GetGrain<IOrganizationReadGrain>(AnyReader);
}
