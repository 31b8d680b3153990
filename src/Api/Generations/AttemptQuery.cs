using DonatelloAI.Api.OpenApi;
using DonatelloAI.Api.Paging;
using DonatelloAI.Contracts.Generations;
using Microsoft.OpenApi;

namespace DonatelloAI.Api.Generations;

/// <summary>What the list of attempts was asked for. A handler takes it as a parameter; what it does not know is refused by name.</summary>
/// <param name="Filter">The filter; page and limit are not in it.</param>
internal sealed record AttemptQuery(AttemptFilter Filter)
{
    private const int MaxProviderLength = 50;

    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["outcome"] = "unknown, started, succeeded, refused, failed, settled or released.",
        ["provider"] = "The provider that was called.",
        ["organization_id"] = "The organisation.",
        ["department_id"] = "The department that pays.",
        ["from"] = "Begun at or after this moment.",
        ["to"] = "Begun before this moment.",
    };

    /// <summary>The parameters as they are described.</summary>
    public static object[] Described { get; } = [.. Known.Select(parameter => new DescribedParameter(parameter.Key, ParameterLocation.Query, parameter.Value))];

    public static ValueTask<AttemptQuery> BindAsync(HttpContext context)
    {
        var query = new QueryReader(context.Request.Query, [.. Known.Keys, "limit", "cursor"]);
        var filter = new AttemptFilter
        {
            Outcome = query.Enum<AttemptOutcome>("outcome"),
            Provider = query.Text("provider", MaxProviderLength),
            OrganizationId = query.Id("organization_id"),
            DepartmentId = query.Id("department_id"),
            From = query.Moment("from"),
            To = query.Moment("to"),
        };
        query.ThrowIfWrong();
        return ValueTask.FromResult(new AttemptQuery(filter));
    }
}
