using DonatelloAI.Api.Problems;
using DonatelloAI.Contracts.Generations;
using Microsoft.Net.Http.Headers;

namespace DonatelloAI.Api.Generations;

/// <summary>A stored file as an answer: conditional, in ranges, under a name of ours and a type that a browser does nothing dangerous with.</summary>
/// <param name="Content">The bytes; closed by the answer.</param>
/// <param name="ContentType">Their type.</param>
/// <param name="Sha256">Their hash in hex, which is the entity tag.</param>
internal sealed record FileResult(Stream Content, string ContentType, string Sha256) : IResult
{
    /// <summary>Keep it, and ask whether it may still be shown.</summary>
    public const string AskAgain = "private, no-cache";

    // Anything else would be run or rendered as a page by some browser, so it is offered as a download.
    private static readonly Dictionary<string, string> Shown = new(StringComparer.Ordinal)
    {
        ["image/png"] = "png", ["image/jpeg"] = "jpg", ["image/webp"] = "webp", ["image/gif"] = "gif", ["application/json"] = "json",
    };

    /// <summary>The file's name for whoever saves it.</summary>
    public required string Name { get; init; }

    /// <summary>How long who may keep it.</summary>
    public required string CacheControl { get; init; }

    /// <summary>True when pages of other origins may show it.</summary>
    public bool IsEmbeddable { get; init; }

    public static FileResult Of(ImageName name, StoredImage stored) => new(stored.Content, stored.ContentType, stored.Sha256)
    {
        Name = name.GenerationId + (name.Part == ImagePart.Thumbnail ? "-thumbnail." : ".") + Shown.GetValueOrDefault(stored.ContentType, "bin"),
        CacheControl = AskAgain,
    };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        await using var closed = Content;
        var (isShown, headers) = (Shown.ContainsKey(ContentType), httpContext.Response.Headers);
        headers.ContentDisposition = $"{(isShown ? "inline" : "attachment")}; filename=\"{Name}\"";
        headers.CacheControl = CacheControl;
        if (IsEmbeddable)
        {
            headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        }

        var file = TypedResults.Stream(
            Content, isShown ? ContentType : "application/octet-stream", entityTag: new EntityTagHeaderValue($"\"{Sha256}\""), enableRangeProcessing: true);
        await file.ExecuteAsync(httpContext);
        if (httpContext.Response is { StatusCode: StatusCodes.Status416RangeNotSatisfiable, HasStarted: false })
        {
            headers.ContentDisposition = default;
            headers.CacheControl = "no-store";
            headers.ContentLength = null;
            await new ProblemResult(KnownProblems.Of(416, "range_not_satisfiable", "The range lies beyond the end of the file.")).ExecuteAsync(httpContext);
        }
    }
}
