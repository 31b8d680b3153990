using DonatelloAI.Api.OpenApi;
using DonatelloAI.Api.Paging;
using DonatelloAI.Contracts.Generations;
using Microsoft.OpenApi;

namespace DonatelloAI.Api.Generations;

/// <summary>What the list of generations was asked for. A handler takes it as a parameter; what it does not know is refused by name.</summary>
/// <param name="Filter">The filter; page and limit are not in it.</param>
internal sealed record GenerationQuery(GenerationFilter Filter)
{
    private const int MaxModelLength = 201;

    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["status"] = "pending, processing, completed, failed or cancelled.",
        ["model"] = "provider/model, or a bare name.",
        ["department_id"] = "The department that pays.",
        ["user_id"] = "The owner.",
        ["group_id"] = "The request for several images.",
        ["batch_id"] = "The batch.",
        ["from"] = "Accepted at or after this moment.",
        ["to"] = "Accepted before this moment.",
        ["include_archived"] = "true to include those whose image left the hot tier.",
        ["organization_id"] = "The organisation, for super_admin; others find nothing in another one than their own.",
    };

    /// <summary>The parameters as they are described.</summary>
    public static object[] Described { get; } = [.. Known.Select(parameter => new DescribedParameter(parameter.Key, ParameterLocation.Query, parameter.Value))];

    public static ValueTask<GenerationQuery> BindAsync(HttpContext context)
    {
        var query = new QueryReader(context.Request.Query, [.. Known.Keys, "limit", "cursor"]);
        var filter = new GenerationFilter
        {
            Status = query.Enum<GenerationStatus>("status"),
            Model = query.Text("model", MaxModelLength),
            DepartmentId = query.Id("department_id"),
            UserId = query.Id("user_id"),
            GroupId = query.Id("group_id"),
            BatchId = query.Id("batch_id"),
            From = query.Moment("from"),
            To = query.Moment("to"),
            IncludeArchived = query.Flag("include_archived"),
            OrganizationId = query.Id("organization_id"),
        };
        query.ThrowIfWrong();
        return ValueTask.FromResult(new GenerationQuery(filter));
    }
}
