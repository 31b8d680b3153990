namespace DonatelloAI.Api.Access;

/// <summary>How an endpoint names its row of the policy.</summary>
internal static class AccessEndpoints
{
    /// <summary>Puts the endpoint under its row; an endpoint without one is never served.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="route">Method and pattern, as <see cref="AccessPolicy.Rules"/> has them.</param>
    public static TBuilder Under<TBuilder>(this TBuilder endpoint, string route)
        where TBuilder : IEndpointConventionBuilder
    {
        var rule = AccessPolicy.Rules.TryGetValue(route, out var known)
            ? known
            : throw new InvalidOperationException($"{route} has no row in {nameof(AccessPolicy)}.");
        return endpoint.WithMetadata(rule);
    }
}
