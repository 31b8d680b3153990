using DonatelloAI.Api.Access;
using DonatelloAI.Api.Bodies;
using DonatelloAI.Api.Budgets;
using DonatelloAI.Api.OpenApi;
using DonatelloAI.Api.Paging;
using DonatelloAI.Api.Problems;
using DonatelloAI.Contracts.Organizations;
using DonatelloAI.Contracts.Users;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DonatelloAI.Api.Organizations;

/// <summary>The organisations of an installation.</summary>
internal static class OrganizationEndpoints
{
    private const string Path = "/v1/organizations";
    private const string Route = Path + "/{id:guid}";
    private const string Policy = Path + "/{id}";
    private const string ListName = "organizations";
    private const long AnyReader = 0;

    public static void MapOrganizations(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, List)
            .Describe($"GET {Path}", "Organisations", "All of the installation, deactivated ones too.", 400)
            .WithMetadata(new Paged());
        routes.MapPost(Path, Create)
            .Describe(
                $"POST {Path}",
                "Make an organisation",
                "It begins without departments and people: add both, naming it by organization_id.",
                400, 409, 413, 415, 422)
            .WithMetadata(DescribedParameter.Idempotency);
        routes.MapGet(Route, Read)
            .Describe($"GET {Policy}", "An organisation", "The ETag covers what PATCH changes.", 404);
        routes.MapPatch(Route, Change)
            .Describe(
                $"PATCH {Policy}",
                "Change an organisation",
                "Absent fields stay as they are; settings are replaced as a whole. A cap below what the departments are allotted is refused. "
                    + "freeze, for super_admin, holds all departments: new work is 403 organization_frozen and no call begins, pending work waits; null lifts it. "
                    + "With If-Match the change is made only on what the ETag names.",
                400, 404, 409, 412, 413, 415, 422)
            .WithMetadata(DescribedParameter.Idempotency, DescribedParameter.IfMatch);
        routes.MapDelete(Route, Deactivate)
            .Describe(
                $"DELETE {Policy}",
                "Deactivate an organisation",
                "From the next request on its people are refused and new work is 403; pending work is cancelled and what was held for it released; "
                    + "running work ends. PATCH opens it again. May be repeated.",
                400, 404, 412)
            .WithMetadata(DescribedParameter.IfMatch);
    }

    private static async Task<Ok<PageAnswer<OrganizationAnswer>>> List(Page page, IGrainFactory grains)
    {
        var organizations = await Reader(grains).Organizations(page.Limit, page.After<Guid?>(ListName));
        return TypedResults.Ok(page.Answer(organizations.Organizations.Select(OrganizationAnswer.Of), organizations.Next, ListName));
    }

    private static async Task<Results<Created<OrganizationAnswer>, ProblemResult>> Create(
        CurrentCaller caller, IdempotencyKey idempotency, JsonBody<CreateOrganizationBody> body, HttpContext http, IGrainFactory grains)
    {
        var id = idempotency.Operation(caller.Caller);
        var reply = await grains.GetGrain<IOrganizationGrain>(id).Create(body.Value.ToRequest(caller.Caller));
        if (reply is not OrganizationAccepted accepted)
        {
            return (ProblemResult)reply.ToProblem();
        }

        idempotency.MarkReplayed(accepted.Replayed);
        return TypedResults.Created($"{Path}/{id}", await Answer(id, http, grains));
    }

    private static async Task<Results<Ok<OrganizationAnswer>, ProblemResult>> Read(Guid id, CurrentCaller caller, HttpContext http, IGrainFactory grains) =>
        IsSeen(id, caller.Caller) && await Reader(grains).Organization(id) is { } organization
            ? TypedResults.Ok(Tagged(organization, http))
            : (ProblemResult)NotFound();

    private static async Task<Results<Ok<OrganizationAnswer>, ProblemResult>> Change(
        Guid id, CurrentCaller caller, IdempotencyKey idempotency, JsonBody<ChangeOrganizationBody> body, HttpContext http, IGrainFactory grains)
    {
        if (!IsSeen(id, caller.Caller))
        {
            return (ProblemResult)NotFound();
        }

        var request = body.Value.ToRequest(idempotency.Operation(caller.Caller), caller.Caller, EntityTag.Expected(http.Request));
        var reply = await grains.GetGrain<IOrganizationGrain>(id).Change(request);
        return reply is OrganizationAccepted ? TypedResults.Ok(await Answer(id, http, grains)) : (ProblemResult)reply.ToProblem();
    }

    private static async Task<Results<NoContent, ProblemResult>> Deactivate(Guid id, CurrentCaller caller, HttpContext http, IGrainFactory grains)
    {
        var request = new ChangeOrganization
        {
            Caller = caller.Caller,
            OperationId = Guid.CreateVersion7(),
            IsActive = false,
            ExpectedTag = EntityTag.Expected(http.Request),
        };
        var reply = await grains.GetGrain<IOrganizationGrain>(id).Change(request);
        return reply is OrganizationAccepted ? TypedResults.NoContent() : (ProblemResult)reply.ToProblem();
    }

    private static bool IsSeen(Guid id, Caller caller) => caller.IsSuperAdmin || caller.OrganizationId == id;

    private static async Task<OrganizationAnswer> Answer(Guid id, HttpContext http, IGrainFactory grains) =>
        Tagged((await Reader(grains).Organization(id))!, http);

    private static OrganizationAnswer Tagged(OrganizationView organization, HttpContext http)
    {
        http.Response.Headers.ETag = EntityTag.Of(organization.Tag);
        return OrganizationAnswer.Of(organization);
    }

    private static Problem NotFound() => KnownProblems.NotFound("There is no such organisation.");

    private static IOrganizationReadGrain Reader(IGrainFactory grains) => grains.GetGrain<IOrganizationReadGrain>(AnyReader);
}
