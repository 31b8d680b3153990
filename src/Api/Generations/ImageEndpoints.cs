using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DonatelloAI.Api.Access;
using DonatelloAI.Api.OpenApi;
using DonatelloAI.Api.Problems;
using DonatelloAI.Contracts.Generations;
using Microsoft.AspNetCore.Mvc;

namespace DonatelloAI.Api.Generations;

/// <summary>The bytes of a generation: for those who may see it, and for whoever holds a link.</summary>
internal static class ImageEndpoints
{
    private const string Bytes = "The bytes, with ETag and range requests; HEAD answers the same without them. 409 until the generation is completed, 410 once it was deleted or archived away.";

    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    public static void MapImages(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/v1/generations/{id:guid}/image", Methods, Image)
            .Describe("GET /v1/generations/{id}/image", "The image", Bytes, 404, 409, 410, 416)
            .WithMetadata(new Download("image/png", "image/jpeg", "image/webp"));
        routes.MapMethods("/v1/generations/{id:guid}/thumbnail", Methods, Thumbnail)
            .Describe("GET /v1/generations/{id}/thumbnail", "The small image", Bytes, 404, 409, 410, 416)
            .WithMetadata(new Download("image/jpeg"));
        routes.MapMethods("/v1/generations/{id:guid}/metadata", Methods, Metadata)
            .Describe("GET /v1/generations/{id}/metadata", "The description of the image", "What was asked for and who made it, as JSON. " + Bytes, 404, 409, 410, 416)
            .WithMetadata(new Download("application/json"));
        routes.MapMethods("/v1/images/{signed}", Methods, Linked)
            .Describe(
                "GET /v1/images/{signed}",
                "An image by its link",
                "What image_url and thumbnail_url lead to: the bytes for whoever holds the link, within the hour and until the generation is deleted; HEAD answers the same without them. Without a credential.",
                404, 410, 416, 500, 503)
            .WithMetadata(new Download("image/png", "image/jpeg", "image/webp"));
    }

    private static Task<IResult> Image(SeenGeneration generation, StoredFiles files, CancellationToken gone) =>
        Open(generation, generation.View.ImageName, files, gone);

    private static Task<IResult> Thumbnail(SeenGeneration generation, StoredFiles files, CancellationToken gone) =>
        Open(generation, generation.View.ThumbnailName, files, gone);

    private static async Task<IResult> Metadata(SeenGeneration generation, CurrentCaller caller, IGrainFactory grains)
    {
        if (Refusal(generation) is { } problem)
        {
            return (ProblemResult)problem;
        }

        if (await SeenGeneration.Reader(grains).Metadata(caller.Caller, generation.View.Id) is not { } json)
        {
            return (ProblemResult)StoredFiles.Removed();
        }

        var bytes = Encoding.UTF8.GetBytes(json);
        return new FileResult(new MemoryStream(bytes), "application/json", Convert.ToHexStringLower(SHA256.HashData(bytes)))
        {
            Name = $"{generation.View.Id}-metadata.json",
            CacheControl = FileResult.AskAgain,
        };
    }

    private static async Task<IResult> Linked(string signed, LinkSigner signer, TimeProvider time, StoredFiles files, CancellationToken gone)
    {
        if (signer.Read(signed) is not { } link)
        {
            return (ProblemResult)KnownProblems.NotFound("There is no such link.");
        }

        var left = link.Until - time.GetUtcNow();
        if (left <= TimeSpan.Zero)
        {
            return (ProblemResult)KnownProblems.Of(StatusCodes.Status410Gone, "link_expired", "The link has ended: read the generation again for a fresh one.");
        }

        var (stored, missing) = await files.Open(link.Name, gone);
        return stored is null
            ? (ProblemResult)missing!
            : FileResult.Of(link.Name, stored) with
            {
                // Whoever has the link has the image, and it never changes.
                CacheControl = string.Create(CultureInfo.InvariantCulture, $"private, immutable, max-age={(int)left.TotalSeconds}"),
                IsEmbeddable = true,
            };
    }

    private static async Task<IResult> Open(SeenGeneration generation, string? text, StoredFiles files, CancellationToken gone)
    {
        if (Refusal(generation) is { } problem)
        {
            return (ProblemResult)problem;
        }

        if (!ImageName.TryParse(text, out var name))
        {
            return (ProblemResult)StoredFiles.NoThumbnail();
        }

        var (stored, missing) = await files.Open(name, gone);
        return stored is null ? (ProblemResult)missing! : FileResult.Of(name, stored);
    }

    private static Problem? Refusal(SeenGeneration generation) => generation.Gone
        ?? (generation.View.Status == GenerationStatus.Completed
            ? null
            : KnownProblems.Of(StatusCodes.Status409Conflict, "generation_not_completed", "The generation has no image: it is not completed."));
}
