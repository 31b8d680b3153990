using DonatelloAI.Api.Access;
using DonatelloAI.Api.Bodies;
using DonatelloAI.Api.Budgets;
using DonatelloAI.Api.OpenApi;
using DonatelloAI.Api.Organizations;
using DonatelloAI.Api.Paging;
using DonatelloAI.Api.Problems;
using DonatelloAI.Contracts.Organizations;
using DonatelloAI.Contracts.Users;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DonatelloAI.Api.Users;

/// <summary>An organisation's people.</summary>
internal static class UserEndpoints
{
    private const string Path = "/v1/users";
    private const string Route = Path + "/{id:guid}";
    private const string Policy = Path + "/{id}";

    public static void MapUsers(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, List)
            .Describe($"GET {Path}", "People", "Deactivated ones too. Managers see the people of their own department only.", 400, 404)
            .WithMetadata(new Paged(), DescribedParameter.Organization);
        routes.MapPost(Path, Add)
            .Describe(
                $"POST {Path}",
                "Add a person",
                "A mail address belongs to one person of the installation, in whatever case it is written; only ASCII addresses are taken, so that none merely "
                    + "looks like another. Nobody gives a role above their own.",
                400, 404, 409, 413, 415, 422)
            .WithMetadata(DescribedParameter.Idempotency, DescribedParameter.Organization);
        routes.MapGet(Route, Read)
            .Describe($"GET {Policy}", "A person", "The ETag covers what PATCH changes.", 404);
        routes.MapPatch(Route, Change)
            .Describe(
                $"PATCH {Policy}",
                "Change a person",
                "Absent fields stay as they are; settings are replaced as a whole. The change holds from the person's next request on. The last administrator "
                    + "of an organisation and the last super_admin stay. With If-Match the change is made only on what the ETag names.",
                400, 404, 409, 412, 413, 415, 422)
            .WithMetadata(DescribedParameter.IfMatch);
        routes.MapDelete(Route, Deactivate)
            .Describe(
                $"DELETE {Policy}",
                "Deactivate a person",
                "From the next request on the person's credentials are refused; pending work is cancelled and what was held for it is free again, running work ends. PATCH lets the person in again. May be repeated.",
                400, 404, 409, 412)
            .WithMetadata(DescribedParameter.IfMatch);
    }

    private static async Task<Ok<PageAnswer<UserAnswer>>> List(NamedOrganization organization, CurrentCaller caller, Page page, IGrainFactory grains)
    {
        var list = $"users/{organization.Id}";
        var users = await Seen(organization, caller.Caller, page.Limit, page.After<Guid?>(list), grains);
        return TypedResults.Ok(page.Answer(users.Users.Select(UserAnswer.Of), users.Next, list));
    }

    private static async Task<Results<Created<UserAnswer>, ProblemResult>> Add(
        NamedOrganization organization, CurrentCaller caller, IdempotencyKey idempotency, JsonBody<AddUserBody> body, HttpContext http, IGrainFactory grains)
    {
        var request = body.Value.ToRequest(idempotency.Operation(caller.Caller), caller.Caller);
        var reply = await grains.GetGrain<IOrganizationUsersGrain>(organization.Id).Add(request);
        if (reply is not OrganizationAccepted accepted)
        {
            return (ProblemResult)reply.ToProblem();
        }

        idempotency.MarkReplayed(accepted.Replayed);
        return TypedResults.Created($"{Path}/{request.UserId}", await Answer(request.UserId, http, grains));
    }

    private static Ok<UserAnswer> Read(SeenUser user, HttpContext http) => TypedResults.Ok(Tagged(user.View, http));

    private static async Task<Results<Ok<UserAnswer>, ProblemResult>> Change(
        SeenUser user, CurrentCaller caller, JsonBody<ChangeUserBody> body, HttpContext http, IGrainFactory grains)
    {
        var reply = await Send(user, caller, body.Value.ToFields(), http, grains);
        return reply is OrganizationAccepted ? TypedResults.Ok(await Answer(user.View.Id, http, grains)) : (ProblemResult)reply.ToProblem();
    }

    private static async Task<Results<NoContent, ProblemResult>> Deactivate(SeenUser user, CurrentCaller caller, HttpContext http, IGrainFactory grains)
    {
        var reply = await Send(user, caller, new UserFields { IsActive = false }, http, grains);
        return reply is OrganizationAccepted ? TypedResults.NoContent() : (ProblemResult)reply.ToProblem();
    }

    private static Task<OrganizationReply> Send(SeenUser user, CurrentCaller caller, UserFields fields, HttpContext http, IGrainFactory grains) =>
        grains.GetGrain<IOrganizationUsersGrain>(user.View.OrganizationId).Change(new ChangeUser
        {
            UserId = user.View.Id,
            Caller = caller.Caller,
            Fields = fields,
            ExpectedTag = EntityTag.Expected(http.Request),
        });

    /// <summary>All people for administrators, those of their department for managers.</summary>
    private static async Task<UserPage> Seen(NamedOrganization organization, Caller caller, int limit, Guid? after, IGrainFactory grains) =>
        caller.Role < UserRole.OrgAdmin && caller.DepartmentId is null
            ? new UserPage([], null)
            : await SeenUser.Reader(grains).List(new UserFilter(
                organization.Id, caller.Role < UserRole.OrgAdmin ? caller.DepartmentId : null, limit, after));

    private static async Task<UserAnswer> Answer(Guid userId, HttpContext http, IGrainFactory grains) =>
        Tagged((await SeenUser.Reader(grains).Find(userId))!, http);

    private static UserAnswer Tagged(UserView user, HttpContext http)
    {
        http.Response.Headers.ETag = EntityTag.Of(user.Tag);
        return UserAnswer.Of(user);
    }
}
