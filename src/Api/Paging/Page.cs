using System.Globalization;
using DonatelloAI.Api.Access;
using DonatelloAI.Api.Problems;

namespace DonatelloAI.Api.Paging;

/// <summary>What a list was asked for. A handler takes it as a parameter and names its list.</summary>
internal sealed class Page
{
    /// <summary>Rows of a page that names no limit.</summary>
    public const int DefaultLimit = 20;

    /// <summary>Most rows of a page.</summary>
    public const int MaxLimit = 200;

    private const int MaxCursorLength = 1_024;

    private readonly string? _cursor;
    private readonly Guid _organizationId;
    private readonly CursorSigner _signer;

    private Page(int limit, string? cursor, Guid organizationId, CursorSigner signer) =>
        (Limit, _cursor, _organizationId, _signer) = (limit, cursor, organizationId, signer);

    /// <summary>Rows wanted.</summary>
    public int Limit { get; }

    public static ValueTask<Page> BindAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var organization = CurrentCaller.Of(context).OrganizationId;
        var signer = context.RequestServices.GetRequiredService<CursorSigner>();
        return ValueTask.FromResult(new Page(LimitOf(query["limit"]), query["cursor"], organization, signer));
    }

    /// <summary>Where the page begins; the default for the first one.</summary>
    /// <param name="list">The list's name; with an id in it where the list is one of many.</param>
    /// <exception cref="RequestRefusedException">The cursor is not one of this list and organisation.</exception>
    public T? After<T>(string list)
    {
        if (string.IsNullOrEmpty(_cursor))
        {
            return default;
        }

        return _cursor.Length <= MaxCursorLength && _signer.TryRead<T>(_cursor, _organizationId, list, out var position)
            ? position
            : throw new RequestRefusedException(KnownProblems.OfField(
                StatusCodes.Status400BadRequest, "invalid_cursor", "cursor", "cursor must be the next_cursor of this very list: begin again without one."));
    }

    /// <summary>The answer, with a cursor when there is another page.</summary>
    public PageAnswer<TAnswer> Answer<TAnswer, TPosition>(IEnumerable<TAnswer> rows, TPosition? next, string list) =>
        new([.. rows], next is null ? null : _signer.Write(next, _organizationId, list));

    private static int LimitOf(string? text) =>
        string.IsNullOrEmpty(text) ? DefaultLimit
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MaxLimit ? limit
        : throw new RequestRefusedException(KnownProblems.OfField(
            StatusCodes.Status400BadRequest, "invalid_limit", "limit", $"limit must be a whole number from 1 to {MaxLimit}."));
}

/// <summary>A page of a list.</summary>
/// <param name="Data">The rows.</param>
/// <param name="NextCursor">Leads to the next page; absent on the last one.</param>
internal sealed record PageAnswer<T>(IReadOnlyList<T> Data, string? NextCursor);
