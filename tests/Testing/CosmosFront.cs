using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DonatelloAI.Testing;

/// <summary>
/// A front of a Cosmos DB stand-in that passes everything on, and answers creations of documents with statuses that the stand-in does not
/// know when it is told to.
/// </summary>
public sealed class CosmosFront : IAsyncDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private readonly WebApplication _app;
    private readonly Lock _gate = new();
    private Misbehaviour? _next;
    private int _creations;

    private CosmosFront(WebApplication app, int server)
    {
        _app = app;
        app.Run(context => Handle(context, server));
    }

    /// <summary>The port it listens on.</summary>
    public int Port { get; private set; }

    /// <summary>Creations of documents that were asked for.</summary>
    public int Creations => _creations;

    /// <summary>Starts a front of the server on a port.</summary>
    public static async Task<CosmosFront> StartAsync(int server)
    {
        var app = WebApplication.CreateSlimBuilder().Build();
        var front = new CosmosFront(app, server);
        app.Urls.Add("http://127.0.0.1:0");
        await app.StartAsync();
        front.Port = new Uri(app.Urls.Single()).Port;
        return front;
    }

    /// <summary>Answers creations with a status.</summary>
    /// <param name="status">The status.</param>
    /// <param name="times">How many creations.</param>
    /// <param name="after">Creations that go well before.</param>
    /// <param name="afterwards">True to create the document all the same: its answer is lost.</param>
    public void Answer(HttpStatusCode status, int times, int after = 0, bool afterwards = false)
    {
        lock (_gate)
        {
            _next = new Misbehaviour(status, times, after, afterwards);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _http.Dispose();
    }

    private async Task Handle(HttpContext context, int server)
    {
        var wrong = IsCreation(context.Request) ? Next() : null;
        if (wrong is null or { Afterwards: true })
        {
            await PassOn(context, server, isAnswered: wrong is null);
        }

        if (wrong is not null)
        {
            context.Response.StatusCode = (int)wrong.Status;
            context.Response.Headers["x-ms-retry-after-ms"] = "10";
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("{}");
        }
    }

    private static bool IsCreation(HttpRequest request) =>
        request.Method == HttpMethods.Post && request.Path.Value!.EndsWith("/docs", StringComparison.Ordinal) && !request.Headers.ContainsKey("x-ms-documentdb-isquery");

    private Misbehaviour? Next()
    {
        lock (_gate)
        {
            _creations++;
            switch (_next)
            {
                case null or { Times: 0 }:
                    return null;
                case { After: > 0 } later:
                    _next = later with { After = later.After - 1 };
                    return null;
                default:
                    _next = _next with { Times = _next.Times - 1 };
                    return _next;
            }
        }
    }

    private async Task PassOn(HttpContext context, int server, bool isAnswered)
    {
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), $"http://127.0.0.1:{server}{context.Request.Path}{context.Request.QueryString}");
        if (context.Request.ContentLength is > 0 || context.Request.Headers.TransferEncoding.Count > 0)
        {
            request.Content = new StreamContent(context.Request.Body);
        }

        foreach (var (name, values) in context.Request.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.ToArray()))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());
            }
        }

        using var answer = await _http.SendAsync(request);
        if (isAnswered)
        {
            await Copy(answer, context.Response);
        }
    }

    private static async Task Copy(HttpResponseMessage answer, HttpResponse response)
    {
        response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(header => header.Key is not ("Transfer-Encoding" or "Connection" or "Keep-Alive")))
        {
            response.Headers[name] = values.ToArray();
        }

        await answer.Content.CopyToAsync(response.Body);
    }

    private sealed record Misbehaviour(HttpStatusCode Status, int Times, int After, bool Afterwards);
}
