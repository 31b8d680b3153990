using DonatelloAI.Api.Access;
using DonatelloAI.Api.OpenApi;
using DonatelloAI.Api.Paging;
using Microsoft.OpenApi;

namespace DonatelloAI.Api.Sessions;

/// <summary>Whose sessions a request is about. A handler takes it as a parameter.</summary>
/// <param name="UserId">The person: the caller unless the query names another.</param>
internal sealed record Whose(Guid UserId)
{
    private const string Name = "user_id";

    /// <summary>The parameter as it is described.</summary>
    public static DescribedParameter Described { get; } =
        new(Name, ParameterLocation.Query, "The person; you without it. Administrators may name people of their organisation.");

    public static ValueTask<Whose> BindAsync(HttpContext context)
    {
        var query = new QueryReader(context.Request.Query, [Name, "limit", "cursor"]);
        var id = query.Id(Name);
        query.ThrowIfWrong();
        return ValueTask.FromResult(new Whose(id ?? CurrentCaller.Of(context).UserId));
    }
}
