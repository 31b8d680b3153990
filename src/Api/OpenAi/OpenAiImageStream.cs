using System.Buffers;
using System.Text.Json;
using DonatelloAI.Api.Bodies;
using DonatelloAI.Api.Generations;
using DonatelloAI.Contracts.Generations;

namespace DonatelloAI.Api.OpenAi;

/// <summary>The images of one request as OpenAI's events, one after the other; the first that has no image ends the stream with an error.</summary>
internal sealed class OpenAiImageStream(IReadOnlyList<GenerationView> accepted, Watcher watcher, IImageStore images, TimeSpan longest) : IResult
{
    private const string Completed = "image_generation.completed";

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
            var end = await watcher.UntilEnded(view, longest, gone, () => events.Comment(gone));
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

    private static async Task SendImage(EventWriter events, GenerationView view, StoredImage stored, CancellationToken gone)
    {
        events.Open(Completed);
        await using (var json = new Utf8JsonWriter(events.Body))
        {
            json.WriteStartObject();
            json.WriteString("type", Completed);
            await StoredImages.WriteBase64(json, events.Body, "b64_json", stored.Content, gone);
            json.WriteNumber("created_at", view.CreatedAt.ToUnixTimeSeconds());
            OpenAiImageAnswer.WriteFacts(json, view);
            OpenAiUsage.Of([stored])?.Write(json);
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
