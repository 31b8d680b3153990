using DonatelloAI.Api.Access;
using DonatelloAI.Api.OpenApi;
using DonatelloAI.Api.Problems;
using DonatelloAI.Contracts.Users;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DonatelloAI.Api.Users;

/// <summary>The erasure of a person.</summary>
internal static class ErasureEndpoints
{
    public static void MapErasure(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/users/{id:guid}/erasure", Erase)
            .Describe(
                "POST /v1/users/{id}/erasure",
                "Erase a person",
                "At once nobody reads a text of the person's any more, their mail address is free, and their credentials are refused. 202 while generations run "
                    + "or images are still to be removed, which goes on by itself; 200 with the certificate when nothing is left. Money and audit records stay. "
                    + "May be repeated, and answers the same certificate. It cannot be undone. The last administrator of an organisation and the last super_admin stay.",
                404, 409)
            .Produces<ErasureCertificateAnswer>(StatusCodes.Status202Accepted);

    private static async Task<Results<Ok<ErasureCertificateAnswer>, JsonHttpResult<ErasureCertificateAnswer>, ProblemResult>> Erase(
        SeenUser user, CurrentCaller caller, IGrainFactory grains)
    {
        var reply = await grains.GetGrain<IErasureGrain>(user.View.Id).Erase(caller.Caller);
        if (reply is not ErasureAnswer { Certificate: var certificate })
        {
            return (ProblemResult)reply.ToProblem();
        }

        var answer = ErasureCertificateAnswer.Of(certificate);
        return certificate.CompletedAt is null ? TypedResults.Json(answer, statusCode: StatusCodes.Status202Accepted) : TypedResults.Ok(answer);
    }
}
