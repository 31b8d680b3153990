using DonatelloAI.Api.Problems;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Generations;

namespace DonatelloAI.Api.OpenAi;

/// <summary>How a generation's end reads to somebody who waited for its image.</summary>
internal static class ImageEnd
{
    /// <summary>The code of prompts and images that content rules refuse.</summary>
    public const string ContentBlocked = "moderation_blocked";

    /// <summary>
    /// Why a generation has no image. Clients repeat a request by themselves after most statuses from 500 on, and that pays again: so only a
    /// failure that cost nothing has one.
    /// </summary>
    public static Problem ProblemOf(GenerationView view) => view switch
    {
        { HasEnded: false } => KnownProblems.Of(
            StatusCodes.Status424FailedDependency, "still_running", $"The image was not made in time and is still being made: GET /v1/generations/{view.Id} says when it is there."),
        { Status: GenerationStatus.Cancelled } => KnownProblems.Of(StatusCodes.Status409Conflict, "cancelled", "The generation was called off before an image was made."),
        { Error.Code: "content_blocked_input" or "content_blocked_output" } =>
            KnownProblems.OfField(StatusCodes.Status400BadRequest, ContentBlocked, "prompt", SentenceOf(view)),
        { Error.Code: "invalid_request" } => KnownProblems.Of(StatusCodes.Status400BadRequest, "invalid_request", SentenceOf(view)),
        { Error.Retriable: true } when view.Cost == Money.Zero && view.Held == Money.Zero =>
            KnownProblems.Of(StatusCodes.Status502BadGateway, view.Error.Code, SentenceOf(view)),
        _ => KnownProblems.Of(StatusCodes.Status424FailedDependency, view.Error?.Code ?? "failed", SentenceOf(view)),
    };

    private static string SentenceOf(GenerationView view) => view.Error?.Message ?? "The image could not be made.";
}
