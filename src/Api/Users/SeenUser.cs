using DonatelloAI.Api.Access;
using DonatelloAI.Api.Problems;
using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Api.Users;

/// <summary>The person of a route with an <c>{id}</c>. A handler takes it as a parameter; one whom the caller may not see never gets to a handler.</summary>
/// <param name="View">The person.</param>
internal sealed record SeenUser(UserView View)
{
    private const long AnyReader = 0;

    public static async ValueTask<SeenUser> BindAsync(HttpContext context)
    {
        var id = Guid.Parse((string)context.Request.RouteValues["id"]!);
        var reader = Reader(context.RequestServices.GetRequiredService<IGrainFactory>());
        return await reader.Find(id) is { } user && Reach.Covers(CurrentCaller.Of(context), user.OrganizationId, user.DepartmentId, user.Id)
            ? new SeenUser(user)
            : throw new RequestRefusedException(KnownProblems.NotFound("There is no such person."));
    }

    /// <summary>One who reads people.</summary>
    public static IUserReadGrain Reader(IGrainFactory grains) => grains.GetGrain<IUserReadGrain>(AnyReader);
}
