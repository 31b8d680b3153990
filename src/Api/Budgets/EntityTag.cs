using DonatelloAI.Api.Problems;

namespace DonatelloAI.Api.Budgets;

/// <summary>Names of versions, as headers have them.</summary>
internal static class EntityTag
{
    private const int MaxLength = 200;

    /// <summary>The header <c>ETag</c>.</summary>
    public static string Of(string tag) => $"\"{tag}\"";

    /// <summary>The tag that an edit was made on; null when it goes through whatever is there.</summary>
    /// <exception cref="RequestRefusedException"><c>If-Match</c> is not one tag.</exception>
    public static string? Expected(HttpRequest request)
    {
        var header = request.Headers.IfMatch;
        return header.Count == 0 || header is ["*"] ? null
            : header is [{ Length: > 2 and < MaxLength } text] && text[0] == '"' && text.IndexOf('"', 1) == text.Length - 1 ? text[1..^1]
            : throw new RequestRefusedException(KnownProblems.OfField(
                StatusCodes.Status400BadRequest, "invalid_if_match", "If-Match", "If-Match must be the ETag of the resource, with its quotation marks, or *."));
    }
}
