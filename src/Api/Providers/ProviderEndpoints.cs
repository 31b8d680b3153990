using DonatelloAI.Api.Access;
using DonatelloAI.Api.Bodies;
using DonatelloAI.Api.Budgets;
using DonatelloAI.Api.OpenApi;
using DonatelloAI.Api.Paging;
using DonatelloAI.Api.Problems;
using DonatelloAI.Contracts.Providers;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DonatelloAI.Api.Providers;

/// <summary>The catalogue, for whoever operates the installation.</summary>
internal static class ProviderEndpoints
{
    private const string Path = "/v1/providers";
    private const string Route = Path + "/{id:guid}";
    private const string Policy = Path + "/{id}";
    private const string ListName = "providers";
    private const long TheCatalogue = 0;

    private const string Soon = "Every silo that answers knows before the answer does; another one does within Providers:RefreshSeconds.";

    public static void MapProviders(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, List)
            .Describe($"GET {Path}", "The catalogue", "Every model of every provider, by name, with all of its prices; those that are switched off too.", 400)
            .WithMetadata(new Paged());
        routes.MapPost(Path, Add)
            .Describe(
                $"POST {Path}",
                "Add a model",
                "One entry is one model of one provider. It is off unless told otherwise, and refused as long as it has no price. " + Soon,
                400, 409, 413, 415, 422)
            .WithMetadata(DescribedParameter.Idempotency, new Example(Examples.NewProvider, StatusCodes.Status201Created, Examples.Provider));
        routes.MapGet(Route, Read)
            .Describe($"GET {Policy}", "A model's entry", "The ETag covers what PATCH changes.", 404)
            .WithMetadata(new Example(null, StatusCodes.Status200OK, Examples.Provider));
        routes.MapPatch(Route, Change)
            .Describe(
                $"PATCH {Policy}",
                "Change a model's entry",
                "Absent fields stay as they are, null empties those that may be empty, capabilities are replaced as a whole. A price becomes the next version from its "
                    + "valid_from on; older versions stay as they are, and so does what was held by them. freeze holds the whole account: orders for its models are refused, "
                    + "no call begins, running calls end and are settled, pending work waits and goes on by itself once null lifts it. With If-Match the change is made only "
                    + "on what the ETag names. " + Soon,
                400, 404, 409, 412, 413, 415, 422)
            .WithMetadata(DescribedParameter.IfMatch, new Example(Examples.ProviderChange, StatusCodes.Status200OK, Examples.Provider));
        routes.MapDelete(Route, Deactivate)
            .Describe(
                $"DELETE {Policy}",
                "Switch a model off",
                "New orders for it are refused; running calls end and are settled, pending work fails as model_unavailable and its money is released. The entry and its prices stay; "
                    + "PATCH switches it on again. May be repeated.",
                400, 404, 412)
            .WithMetadata(DescribedParameter.IfMatch);
    }

    private static async Task<Ok<PageAnswer<ProviderAnswer>>> List(Page page, IGrainFactory grains)
    {
        var found = await Reader(grains).Providers(page.Limit, page.After<string>(ListName));
        return TypedResults.Ok(page.Answer(found.Providers.Select(ProviderAnswer.Of), found.Next, ListName));
    }

    private static async Task<Results<Created<ProviderAnswer>, ProblemResult>> Add(
        CurrentCaller caller, IdempotencyKey idempotency, JsonBody<AddProviderBody> body, HttpContext http, IGrainFactory grains)
    {
        var id = idempotency.Operation(caller.Caller);
        var reply = await Catalogue(grains).Add(body.Value.ToRequest(id, caller.Caller));
        if (reply is not ProviderAccepted accepted)
        {
            return (ProblemResult)reply.ToProblem();
        }

        idempotency.MarkReplayed(accepted.Replayed);
        return TypedResults.Created($"{Path}/{id}", await Answer(id, http, grains));
    }

    private static async Task<Results<Ok<ProviderAnswer>, ProblemResult>> Read(Guid id, HttpContext http, IGrainFactory grains) =>
        await Reader(grains).Provider(id) is { } entry
            ? TypedResults.Ok(Tagged(entry, http))
            : (ProblemResult)KnownProblems.NotFound("There is no such entry of the catalogue.");

    private static async Task<Results<Ok<ProviderAnswer>, ProblemResult>> Change(
        Guid id, CurrentCaller caller, JsonBody<ChangeProviderBody> body, HttpContext http, IGrainFactory grains)
    {
        var reply = await Catalogue(grains).Change(body.Value.ToRequest(id, caller.Caller, EntityTag.Expected(http.Request)));
        return reply is ProviderAccepted ? TypedResults.Ok(await Answer(id, http, grains)) : (ProblemResult)reply.ToProblem();
    }

    private static async Task<Results<NoContent, ProblemResult>> Deactivate(Guid id, CurrentCaller caller, HttpContext http, IGrainFactory grains)
    {
        var request = new ChangeProvider
        {
            Id = id,
            Caller = caller.Caller,
            Fields = new ProviderFields { IsActive = false },
            ExpectedTag = EntityTag.Expected(http.Request),
        };
        var reply = await Catalogue(grains).Change(request);
        return reply is ProviderAccepted ? TypedResults.NoContent() : (ProblemResult)reply.ToProblem();
    }

    private static async Task<ProviderAnswer> Answer(Guid id, HttpContext http, IGrainFactory grains) =>
        Tagged((await Reader(grains).Provider(id))!, http);

    private static ProviderAnswer Tagged(ProviderView entry, HttpContext http)
    {
        http.Response.Headers.ETag = EntityTag.Of(entry.Tag);
        return ProviderAnswer.Of(entry);
    }

    private static IProviderGrain Catalogue(IGrainFactory grains) => grains.GetGrain<IProviderGrain>(TheCatalogue);

    private static IProviderReadGrain Reader(IGrainFactory grains) => grains.GetGrain<IProviderReadGrain>(TheCatalogue);
}
