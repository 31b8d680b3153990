using System.Text.Json;
using System.Text.RegularExpressions;
using DonatelloAI.Api.Access;

namespace DonatelloAI.Api.Tests.OpenApi;

/// <summary>The description agrees with what is served, and its page needs nobody else.</summary>
[Collection(InstallationCollection.Name)]
public sealed class DocumentTests(Installation installation)
{
    [Fact]
    public async Task Document_ComparedWithThePolicy_HasEveryRouteAndNoOther()
    {
        var document = await Read();

        Assert.StartsWith("3.1", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            AccessPolicy.Rules.Keys.Where(route => route.Contains("/v1/", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            OperationsOf(document).Select(operation => operation.Route).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task EveryOperation_OfTheDocument_SaysWhatItIsAndWhatItAnswers()
    {
        foreach (var (route, operation) in OperationsOf(await Read()))
        {
            Assert.NotEqual("", operation.GetProperty("summary").GetString());
            Assert.NotEqual("", operation.GetProperty("description").GetString());
            var answers = operation.GetProperty("responses").EnumerateObject().ToList();
            string[] common = AccessPolicy.Rules[route].Reach == AccessReach.Open ? ["500", "503"] : ["401", "403", "429", "500", "503"];
            Assert.Superset(common.ToHashSet(), answers.Select(answer => answer.Name).ToHashSet());
            Assert.Contains(answers, answer => answer.Name[0] == '2');
            Assert.All(answers.Where(answer => answer.Name != "204"), answer => Assert.True(HasSchema(answer.Value), $"{route} {answer.Name} has no schema"));
        }
    }

    [Fact]
    public async Task EveryPathParameter_OfTheDocument_IsDeclaredOnceAndNoOther()
    {
        foreach (var (route, operation) in OperationsOf(await Read()))
        {
            var declared = operation.TryGetProperty("parameters", out var parameters)
                ? parameters.EnumerateArray().Where(parameter => parameter.GetProperty("in").GetString() == "path").Select(parameter => parameter.GetProperty("name").GetString()!)
                : [];
            Assert.Equal(Regex.Matches(route, @"\{(?<name>\w+)\}", RegexOptions.None, TimeSpan.FromSeconds(1)).Select(match => match.Groups["name"].Value).Order(), declared.Order());
        }
    }

    [Fact]
    public async Task EveryReference_OfTheDocument_LeadsSomewhere()
    {
        var answer = await installation.As().Get("/openapi/v1.json");
        var schemas = answer.Json.GetProperty("components").GetProperty("schemas");

        var references = Regex.Matches(answer.Body, "\"\\$ref\": *\"#/components/schemas/(?<name>[^\"]+)\"", RegexOptions.None, TimeSpan.FromSeconds(1));
        Assert.NotEmpty(references);
        Assert.All(references, match => Assert.True(schemas.TryGetProperty(match.Groups["name"].Value, out _), match.Value));
    }

    [Fact]
    public async Task Money_InTheDocument_IsText()
    {
        var left = (await Read()).GetProperty("components").GetProperty("schemas").GetProperty("BudgetAnswer").GetProperty("properties").GetProperty("left_aud");
        Assert.Contains("string", Resolve(left, await Read()).GetProperty("type").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Docs_OpenToEverybody_NeedNothingFromElsewhere()
    {
        var page = await installation.As().Get("/docs/v1");

        Assert.Equal(200, page.Code);
        Assert.DoesNotMatch("(src|href)=\"(https?:)?//", page.Body);
        Assert.Contains("connect-src 'self'", page.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        var scripts = Regex.Matches(page.Body, "src=\"(?<name>[^\"]+)\"", RegexOptions.None, TimeSpan.FromSeconds(1));
        Assert.NotEmpty(scripts);
        foreach (Match script in scripts)
        {
            Assert.Equal(200, (await installation.As().Get(new Uri(new Uri(installation.Address, "/docs/v1"), script.Groups["name"].Value).PathAndQuery)).Code);
        }
    }

    private static bool HasSchema(JsonElement answer) =>
        answer.TryGetProperty("content", out var content) && content.EnumerateObject().All(type => type.Value.TryGetProperty("schema", out _));

    private static JsonElement Resolve(JsonElement schema, JsonElement document) => schema.TryGetProperty("$ref", out var reference)
        ? document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1])
        : schema;

    private static IEnumerable<(string Route, JsonElement Operation)> OperationsOf(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select ($"{operation.Name.ToUpperInvariant()} {path.Name}", operation.Value);

    private async Task<JsonElement> Read() => (await installation.As().Get("/openapi/v1.json")).Json;
}
