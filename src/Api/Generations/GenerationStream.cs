using System.Globalization;
using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DonatelloAI.Api.Bodies;
using DonatelloAI.Contracts.Generations;

namespace DonatelloAI.Api.Generations;

/// <summary>The events of one generation until it ends, the caller leaves, or the stream has been open long enough to ask for the credential again.</summary>
internal sealed class GenerationStream(GenerationView view, long? seen, ImageLinks links, Watcher watcher, IDisposable place, TimeProvider time) : IResult
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var held = place;
        var events = new EventWriter(httpContext.Response);
        try
        {
            await events.Begin(httpContext.RequestAborted);
            await Send(events, httpContext.RequestAborted);
        }
        catch (OperationCanceledException) when (httpContext.RequestAborted.IsCancellationRequested)
        {
            // The caller left; the generation goes on.
        }
    }

    private async Task Send(EventWriter events, CancellationToken gone)
    {
        var (current, last, started) = (GenerationNews.Of(view), seen, time.GetTimestamp());
        while (true)
        {
            last = await Tell(events, current, last, gone);
            if (current.View.HasEnded || watcher.IsStopping || time.GetElapsedTime(started) > Longest)
            {
                return;
            }

            current = await watcher.FollowNext(current, Watcher.Beat, gone);
        }
    }

    /// <summary>Tells what is new, what the call has shown before what came of it; answers with the version that was told last.</summary>
    private async Task<long?> Tell(EventWriter events, GenerationNews news, long? last, CancellationToken gone)
    {
        foreach (var partial in news.Partials)
        {
            await events.Write("partial_image", PartialImageEvent.Of(news.View.Id, partial), ApiJson.Default.PartialImageEvent, gone);
        }

        if (news.Progress is { } progress)
        {
            await events.Write("progress", new ProgressEvent(news.View.Id, progress), ApiJson.Default.ProgressEvent, gone);
        }

        if (last is null || news.View.Version > last || news.View.HasEnded)
        {
            await events.Write(NameOf(news.View), news.View.Version, GenerationObject.Of(news.View, links), gone);
            return news.View.Version;
        }

        if (!news.HasNews)
        {
            await events.Comment(gone);
        }

        return last;
    }

    private static string NameOf(GenerationView view) => view.HasEnded ? JsonNamingPolicy.SnakeCaseLower.ConvertName(view.Status.ToString()) : "status";
}

/// <summary>Writes server-sent events.</summary>
internal sealed class EventWriter(HttpResponse response)
{
    private readonly PipeWriter _body = response.BodyWriter;

    /// <summary>Sends the headers, so that the other side knows that it is connected.</summary>
    public async Task Begin(CancellationToken gone)
    {
        response.ContentType = "text/event-stream";

        // A proxy that collects an answer before it passes it on would hold events back.
        response.Headers["X-Accel-Buffering"] = "no";
        await response.StartAsync(gone);
    }

    /// <summary>An event with a generation in it.</summary>
    public async Task Write(string name, long id, GenerationObject data, CancellationToken gone)
    {
        Text(string.Create(CultureInfo.InvariantCulture, $"id: {id}\nevent: {name}\ndata: "));
        _body.Write(JsonSerializer.SerializeToUtf8Bytes(data, ApiJson.Default.GenerationObject));
        await End(gone);
    }

    /// <summary>An event that nobody resumes after: what it says is not kept.</summary>
    public async Task Write<T>(string name, T data, JsonTypeInfo<T> type, CancellationToken gone)
    {
        Open(name);
        await using (var json = new Utf8JsonWriter(_body))
        {
            JsonSerializer.Serialize(json, data, type);
        }

        await End(gone);
    }

    /// <summary>The line that says that all is well.</summary>
    public async Task Comment(CancellationToken gone)
    {
        Text(":");
        await End(gone);
    }

    /// <summary>Begins an event whose data the caller writes into <see cref="Body"/>.</summary>
    public void Open(string name) => Text($"event: {name}\ndata: ");

    /// <summary>Where data go.</summary>
    public PipeWriter Body => _body;

    /// <summary>Ends an event and sends it.</summary>
    public async Task End(CancellationToken gone)
    {
        Text("\n\n");
        await _body.FlushAsync(gone);
    }

    private void Text(string text) => Encoding.UTF8.GetBytes(text, _body);
}
