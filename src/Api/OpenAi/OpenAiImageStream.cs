using System.Buffers;
using System.Text.Json;
using DonatelloAI.Api.Bodies;
using DonatelloAI.Api.Generations;
using DonatelloAI.Contracts.Generations;

namespace DonatelloAI.Api.OpenAi;

/// <summary>
/// The images of one request as OpenAI's events, one after the other, each after its partial images; the first that has no image ends the stream
/// with an error.
/// </summary>
/// <param name="accepted">The generations.</param>
/// <param name="kind">What the names of the events begin with, such as <see cref="Generation"/>.</param>
/// <param name="watcher">Follows them.</param>
/// <param name="images">Has the images.</param>
/// <param name="longest">How long is waited for each.</param>
internal sealed class OpenAiImageStream(IReadOnlyList<GenerationView> accepted, string kind, Watcher watcher, IImageStore images, TimeSpan longest) : IResult
{
    /// <summary>What the names of the events of new images begin with.</summary>
    public const string Generation = "image_generation";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var gone = httpContext.RequestAborted;
        if (response.SupportsTrailers())
        {
            response.DeclareTrailer(OpenAiImages.CostHeader);
        }

        var events = new EventWriter(response);
        try
        {
            await events.Begin(gone);
            var ended = await Send(events, gone);
            if (response.SupportsTrailers())
            {
                response.AppendTrailer(OpenAiImages.CostHeader, OpenAiImages.CostOf(ended));
            }
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // The caller left; the images are made and paid for all the same.
        }
    }

    private async Task<IReadOnlyList<GenerationView>> Send(EventWriter events, CancellationToken gone)
    {
        var ended = new List<GenerationView>(accepted.Count);
        foreach (var view in accepted)
        {
            var end = await watcher.FollowUntilEnded(view, longest, news => Tell(events, news, gone), gone);
            ended.Add(end);
            if (end.Status != GenerationStatus.Completed || await StoredImages.Open([end], images, gone) is not [var stored])
            {
                await SendError(events, end, gone);
                break;
            }

            await using (stored)
            {
                await SendImage(events, end, stored, gone);
            }
        }

        return ended;
    }

    private async Task Tell(EventWriter events, GenerationNews news, CancellationToken gone)
    {
        foreach (var partial in news.Partials)
        {
            using var content = new MemoryStream(partial.Content, writable: false);
            await SendEvent(events, "partial_image", news.View, content, json => json.WriteNumber("partial_image_index", partial.Index), gone);
        }

        if (news.Partials.Count == 0)
        {
            await events.Comment(gone);
        }
    }

    private Task SendImage(EventWriter events, GenerationView view, StoredImage stored, CancellationToken gone) =>
        SendEvent(events, "completed", view, stored.Content, json => OpenAiUsage.Of([stored])?.Write(json), gone);

    private async Task SendEvent(EventWriter events, string what, GenerationView view, Stream image, Action<Utf8JsonWriter> writeMore, CancellationToken gone)
    {
        var name = $"{kind}.{what}";
        events.Open(name);
        await using (var json = new Utf8JsonWriter(events.Body))
        {
            json.WriteStartObject();
            json.WriteString("type", name);
            await StoredImages.WriteBase64(json, events.Body, "b64_json", image, gone);
            json.WriteNumber("created_at", view.CreatedAt.ToUnixTimeSeconds());
            OpenAiImageAnswer.WriteFacts(json, view);
            writeMore(json);
            json.WriteEndObject();
            await json.FlushAsync(gone);
        }

        await events.End(gone);
    }

    private static async Task SendError(EventWriter events, GenerationView view, CancellationToken gone)
    {
        events.Open("error");
        events.Body.Write(JsonSerializer.SerializeToUtf8Bytes(OpenAiErrors.Of(ImageEnd.ProblemOf(view)), ApiJson.Default.OpenAiErrorAnswer));
        await events.End(gone);
    }
}
