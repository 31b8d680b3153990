using DonatelloAI.Api.Access;
using DonatelloAI.Api.Bodies;
using DonatelloAI.Api.Generations;
using DonatelloAI.Api.OpenApi;
using DonatelloAI.Api.Problems;
using DonatelloAI.Contracts.Generations;
using Microsoft.AspNetCore.Mvc;

namespace DonatelloAI.Api.OpenAi;

/// <summary>Images as OpenAI's clients ask for them: submitted as every other order, and waited for.</summary>
internal static class OpenAiImages
{
    /// <summary>The generations of an answer.</summary>
    public const string IdHeader = "x-donatello-generation-id";

    /// <summary>What they cost, in AUD.</summary>
    public const string CostHeader = "x-donatello-cost-aud";

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    public static void MapOpenAiImages(this IEndpointRouteBuilder routes) => routes.MapPost("/openai/v1/images/generations", Generate)
        .Describe(
            "POST /openai/v1/images/generations",
            "Make images, as OpenAI's clients ask for them",
            "Point an OpenAI client at …/openai/v1 with an API key of this installation. Waits until all images have ended, at most ten minutes; whoever "
                + "leaves earlier finds them under /v1/generations. With stream the answer is server-sent events, and with partial_images they show how far "
                + "an image is, from models whose capabilities have partial images; several images come one after the other, and partial images of the later "
                + "ones may be missed. Headers name the generations and what they cost.",
            400, 402, 404, 409, 413, 415, 422, 424, 502)
        .WithMetadata(DescribedParameter.Idempotency, DescribedHeader.Replaced, new Example(Examples.OpenAiOrder, 0, null))
        .WithMetadata(new Download("application/json") { IsText = true, Example = Examples.OpenAiAnswer }, new Download("text/event-stream") { IsText = true, Example = Examples.OpenAiEvents });

    private static async Task<IResult> Generate(
        CurrentCaller caller,
        IdempotencyKey idempotency,
        JsonBody<OpenAiImagesBody> body,
        ImageLinks links,
        Watcher watcher,
        [FromServices] IImageStore images,
        HttpContext http,
        IGrainFactory grains)
    {
        var accepted = await Submission.Send(grains, caller.Caller, idempotency, body.Value.ToOrder(), body.Hash);
        ReplacedModel.Tell(http, accepted.Generations);
        http.Response.Headers[IdHeader] = string.Join(", ", accepted.Generations.Select(view => view.Id));
        if (body.Value.Stream == true)
        {
            return new OpenAiImageStream(accepted.Generations, OpenAiImageStream.Generation, watcher, images, Longest);
        }

        var views = await watcher.UntilEnded(accepted.Generations, Longest, http.RequestAborted);
        http.Response.Headers[CostHeader] = CostOf(views);
        return await Answer(views, body.Value.ResponseFormat == "url" ? links : null, images, http);
    }

    /// <summary>What generations cost together, as a header has it.</summary>
    public static string CostOf(IEnumerable<GenerationView> views) => views.Aggregate(Contracts.Money.Zero, static (sum, view) => sum + view.Cost).ToString();

    /// <summary>The images that were made: each is paid for. Only where there is none, or some are not ready yet, the answer is an error.</summary>
    private static async Task<IResult> Answer(IReadOnlyList<GenerationView> views, ImageLinks? links, IImageStore images, HttpContext http)
    {
        var made = views.Where(static view => view.Status == GenerationStatus.Completed).ToList();
        if (made.Count == 0 || views.FirstOrDefault(static view => !view.HasEnded) is not null)
        {
            return Failure(views.FirstOrDefault(static view => !view.HasEnded) ?? views[0], http);
        }

        var stored = await StoredImages.Open(made, images, http.RequestAborted);
        return stored is null ? Gone() : new OpenAiImageAnswer(made, links is null ? null : view => links.To(view, view.ImageName), stored);
    }

    private static ProblemResult Failure(GenerationView view, HttpContext http)
    {
        var problem = ImageEnd.ProblemOf(view);
        if (problem.Status != StatusCodes.Status502BadGateway)
        {
            OpenAiErrors.ForbidRetry(http);
        }

        return problem;
    }

    private static ProblemResult Gone() => KnownProblems.Of(StatusCodes.Status410Gone, "image_removed", "The image is not here any more: it was archived or removed.");
}
