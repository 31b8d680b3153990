using DonatelloAI.Api.Limits;
using DonatelloAI.Api.Problems;

namespace DonatelloAI.Api.Access;

/// <summary>Which refusals are told to the audit log: of what is above a caller's role, and of what is not there for them, somebody else's above all.</summary>
internal static class RefusedReach
{
    /// <summary>Counts a refusal that is one of these.</summary>
    public static void Note(HttpContext context, Problem problem)
    {
        if (IsReach(problem) && context.GetEndpoint()?.Metadata.GetMetadata<AccessRule>() is { } rule)
        {
            context.RequestServices.GetRequiredService<ReachTally>().Count(CurrentCaller.Find(context), rule.Route, problem.Code);
        }
    }

    /// <summary>A cursor is of the organisation and the list for which it was made.</summary>
    private static bool IsReach(Problem problem) =>
        problem is { Status: StatusCodes.Status403Forbidden } or { Status: StatusCodes.Status404NotFound, Code: "not_found" } or { Code: "invalid_cursor" };
}
