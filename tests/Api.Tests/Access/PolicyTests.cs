using System.Text.RegularExpressions;
using DonatelloAI.Api.Access;
using DonatelloAI.Contracts.Users;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace DonatelloAI.Api.Tests.Access;

/// <summary>The table of who may, held against every route and every role.</summary>
[Collection(InstallationCollection.Name)]
public sealed partial class PolicyTests(Installation installation)
{
    [Fact]
    public void EveryRoute_IsUnderItsOwnRow()
    {
        var wrong = Endpoints()
            .Where(endpoint => endpoint.Metadata.GetMetadata<AccessRule>()?.Route is not { } row || !RoutesOf(endpoint).Any(route => IsRowOf(row, route)))
            .Select(endpoint => endpoint.DisplayName);

        Assert.Empty(wrong);
    }

    [Fact]
    public void EveryRow_HasARoute() =>
        Assert.Empty(AccessPolicy.Rules.Keys.Except(Endpoints().Select(endpoint => endpoint.Metadata.GetMetadata<AccessRule>()!.Route)));

    [Fact]
    public async Task EveryRoute_AskedByEveryRole_LetsInFromItsLeastRoleOn()
    {
        foreach (var rule in AccessPolicy.Rules.Values.Where(rule => rule.Reach != AccessReach.Open))
        {
            foreach (var role in Enum.GetValues<UserRole>())
            {
                var answer = await Ask(installation.As(role.ToString()), rule);
                Assert.Equal((rule.Route, role, role < rule.Role), (rule.Route, role, answer is { Code: 403, Problem: "insufficient_role" }));
            }
        }
    }

    [Fact]
    public async Task EveryRoute_AskedWithoutItsScope_IsRefused()
    {
        foreach (var scope in new[] { KeyScopes.Generate, KeyScopes.Read, KeyScopes.Admin })
        {
            var token = await installation.AddPerson(
                $"Scoped{scope}", installation.Acme, UserRole.SuperAdmin, installation.Acme.DepartmentId, $"""["{scope.ToString().ToLowerInvariant()}"]""");
            foreach (var rule in AccessPolicy.Rules.Values.Where(rule => rule.Reach != AccessReach.Open))
            {
                var answer = await Ask(installation.With(token.SecretText), rule);
                Assert.Equal((rule.Route, scope, rule.Scope != scope), (rule.Route, scope, answer is { Code: 403, Problem: "insufficient_scope" }));
            }
        }
    }

    [Fact]
    public async Task EveryRoute_AskedByNobody_AsksForACredential()
    {
        foreach (var rule in AccessPolicy.Rules.Values.Where(rule => rule.Reach != AccessReach.Open))
        {
            Assert.Equal((rule.Route, 401), (rule.Route, (await Ask(installation.As(), rule)).Code));
        }
    }

    [Fact]
    public async Task EveryDepartmentRoute_AskedFromAnotherOrganisation_IsNotThere()
    {
        foreach (var rule in AccessPolicy.Rules.Values.Where(rule => rule.Reach == AccessReach.Department))
        {
            Assert.Equal((rule.Route, 404), (rule.Route, (await Ask(installation.As("OtherOrgAdmin"), rule)).Code));
        }
    }

    // Ids of nothing, so that asking changes nothing.
    private Task<Answer> Ask(Client client, AccessRule rule)
    {
        var (method, path) = (rule.Route.Split(' ')[0], rule.Route.Split(' ')[1]);
        var id = rule.Reach == AccessReach.Department ? installation.Acme.DepartmentId : Guid.Empty;
        path = path.Replace("{id}", $"{id}", StringComparison.Ordinal);
        return client.Send(method, Hole().Replace(path, $"{Guid.Empty}"), method is "POST" or "PUT" ? """{"nothing":1}""" : null);
    }

    private IEnumerable<RouteEndpoint> Endpoints() =>
        installation.App.Services.GetRequiredService<IEnumerable<EndpointDataSource>>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();

    // A row that ends in a star is one of a page with its scripts.
    private static bool IsRowOf(string row, string route) =>
        row.EndsWith('*') ? route.StartsWith(row[..^1], StringComparison.Ordinal) : row == route;

    private static IEnumerable<string> RoutesOf(RouteEndpoint endpoint)
    {
        var pattern = Constraint().Replace("/" + endpoint.RoutePattern.RawText!.TrimStart('/'), "}").Replace("{*", "{", StringComparison.Ordinal);
        var methods = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [];
        return methods.Append("*").Select(method => $"{method} {pattern}");
    }

    [GeneratedRegex(@":\w+\}", RegexOptions.None, 1000)]
    private static partial Regex Constraint();

    [GeneratedRegex(@"\{\w+\}", RegexOptions.None, 1000)]
    private static partial Regex Hole();
}
