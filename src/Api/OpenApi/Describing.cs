using DonatelloAI.Api.Access;
using DonatelloAI.Api.Problems;

namespace DonatelloAI.Api.OpenApi;

/// <summary>How an endpoint is described: its row of the policy says who may, the rest is said where it is mapped.</summary>
internal static class Describing
{
    /// <summary>Puts the endpoint under its row and gives it its words.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="route">Method and pattern, as the policy has them.</param>
    /// <param name="summary">A few words.</param>
    /// <param name="description">What a caller needs to know beyond them.</param>
    /// <param name="problems">Statuses of its own, beside those that every route under a credential has.</param>
    public static RouteHandlerBuilder Describe(this RouteHandlerBuilder endpoint, string route, string summary, string description, params int[] problems)
    {
        var rule = AccessPolicy.Rules[route];
        endpoint.Under(route).WithSummary(summary).WithDescription(description).WithTags(TagOf(rule.Route));
        foreach (var status in StatusesOf(rule, problems))
        {
            endpoint.Produces<Problem>(status, ProblemResult.MediaType);
        }

        return endpoint;
    }

    private static IEnumerable<int> StatusesOf(AccessRule rule, int[] own)
    {
        int[] common = rule.Reach == AccessReach.Open ? [] : [401, 403, 429, 500, 503];
        return common.Concat(own).Distinct().Order();
    }

    private static string TagOf(string route)
    {
        var path = route[(route.IndexOf(' ', StringComparison.Ordinal) + 1)..];
        return path.StartsWith("/openai/", StringComparison.Ordinal) ? "openai"
            : path.Contains("/budget", StringComparison.Ordinal) ? "budget"
            : path.Split('/')[2];
    }
}
