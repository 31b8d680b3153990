using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DonatelloAI.Testing.Providers;

/// <summary>
/// What all fake vendors have in common: a server on free ports of this machine that misbehaves on request: by a word in the prompt such as
/// <c>[fault:rate_limited]</c>, by <see cref="Next"/> for the calls to come, or by <see cref="Always"/>. It records every call, so that a
/// test sees what was bought twice. Failures of the network are played here; each vendor says its own errors in its own form.
/// </summary>
public abstract class FakeVendor : IAsyncDisposable
{
    /// <summary>More than anybody takes.</summary>
    protected const long GiantBytes = 300L * 1024 * 1024;

    // Headers that carry keys; no vendor should have more than one.
    private static readonly string[] KeyHeaders = ["Authorization", "x-key", "api-key", "x-goog-api-key"];

    // Faults by which a vendor would not have made an image.
    private static readonly HashSet<VendorFault> Unbilled =
    [
        VendorFault.InvalidApiKey, VendorFault.Forbidden, VendorFault.ModerationBlocked, VendorFault.ContentPolicy, VendorFault.InvalidValue,
        VendorFault.ModelNotFound, VendorFault.NotFoundPage, VendorFault.RateLimited, VendorFault.RateLimitedSeconds, VendorFault.RateLimitedDate,
        VendorFault.RateLimitedSilently, VendorFault.RateLimitedInBody, VendorFault.QuotaUsedUp, VendorFault.BillingLimit, VendorFault.ServerError,
        VendorFault.Overloaded, VendorFault.HtmlPage, VendorFault.EmptyData, VendorFault.ErrorWith200, VendorFault.PostRedirect,
    ];

    private readonly WebApplication _app;
    private readonly TimeProvider _time;
    private readonly ConcurrentQueue<VendorFault> _next = new();
    private readonly ConcurrentQueue<VendorCall> _calls = new();
    private readonly ConcurrentQueue<IReadOnlyDictionary<string, string>> _deliveries = new();
    private readonly ConcurrentQueue<string> _strays = new();
    private readonly CancellationTokenSource _stopping = new();
    private TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _flaky;

    /// <summary>A server that is not open yet.</summary>
    /// <param name="time">The clock of <see cref="Latency"/>.</param>
    /// <param name="hosts">Addresses of this machine to listen at; 127.0.0.1 unless told.</param>
    protected FakeVendor(TimeProvider time, params string[] hosts)
    {
        _time = time;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            foreach (var host in hosts.Length == 0 ? ["127.0.0.1"] : hosts) kestrel.Listen(IPAddress.Parse(host), 0);
        });
        _app = builder.Build();
        _app.MapGet("/files/{name}", Deliver);
        _app.MapFallback("{*path}", Stray);
    }

    /// <summary>A picture of about 1 kB, 96 x 96.</summary>
    public static byte[] SmallImage { get; } = Resource("small.jpg");

    /// <summary>A picture of 30 kB, 1024 x 1024.</summary>
    public static byte[] Image { get; } = Resource("picture.jpg");

    /// <summary>What to set as BaseUrl.</summary>
    public abstract string BaseUrl { get; }

    /// <summary>What happens to calls without an order of their own.</summary>
    public VendorFault Always { get; set; } = VendorFault.None;

    /// <summary>The key that is accepted; null for any, or none.</summary>
    public string? Key { get; set; }

    /// <summary>How long making an image takes, by the fake's clock.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>The bytes of images, <see cref="SmallImage"/> unless told.</summary>
    public byte[] Picture { get; set; } = SmallImage;

    /// <summary>True when errors repeat what was sent, key and prompt included; false unless told.</summary>
    public bool Echoes { get; set; }

    /// <summary>Words of the vendor's own: the revised prompt of an image, or what a refusal says besides; null for none.</summary>
    public string? Remark { get; set; }

    /// <summary>Every call, in order of arrival.</summary>
    public IReadOnlyList<VendorCall> Calls => [.. _calls];

    /// <summary>The headers of every request to a delivery address.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Deliveries => [.. _deliveries];

    /// <summary>Paths that were asked for and are none of the vendor's.</summary>
    public IReadOnlyList<string> Strays => [.. _strays];

    /// <summary>How many images were made and charged.</summary>
    public int Purchases => _calls.Count(static call => call.IsPurchase);

    /// <summary>Prompts that were bought more than once.</summary>
    public IReadOnlyList<string> BoughtTwice =>
        [.. _calls.Where(static call => call.IsPurchase).GroupBy(static call => call.Prompt).Where(static group => group.Count() > 1).Select(static group => group.Key)];

    /// <summary>True for what this vendor can do; a vendor without a quota, say, never answers that one is used up.</summary>
    public abstract bool Knows(VendorFault fault);

    /// <summary>What happens to the next calls, one each.</summary>
    public void Next(params VendorFault[] faults)
    {
        foreach (var fault in faults) _next.Enqueue(fault);
    }

    /// <summary>Lets slow calls end, those to come included.</summary>
    public void Release() => _release.TrySetResult();

    /// <summary>Forgets calls, orders and releases.</summary>
    public void Reset()
    {
        (_release, Always, Latency, Key, Picture, Remark, _flaky) =
            (new(TaskCreationOptions.RunContinuationsAsynchronously), VendorFault.None, default, null, SmallImage, null, 0);
        _next.Clear();
        _calls.Clear();
        _deliveries.Clear();
        _strays.Clear();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        Release();
        await _app.DisposeAsync();
        _stopping.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The address of a host, without a path.</summary>
    protected string Root(string host = "127.0.0.1") => _app.Urls.Single(url => url.Contains($"//{host}:", StringComparison.Ordinal));

    /// <summary>An address of this machine where nobody listens, without a path.</summary>
    public static string ClosedRoot()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return $"http://127.0.0.1:{((IPEndPoint)socket.LocalEndPoint!).Port}";
    }

    /// <summary>Adds the vendor's routes and opens.</summary>
    protected Task Open(Action<WebApplication> routes)
    {
        routes(_app);
        return _app.StartAsync();
    }

    /// <summary>What the vendor answers when it made an image, or has taken the job that will.</summary>
    /// <param name="picture">The image's bytes.</param>
    protected abstract FakeReply Success(byte[] picture);

    /// <summary>Says a fault in the vendor's own form; <see cref="Common"/> does what all vendors do alike.</summary>
    protected abstract Task Say(HttpContext context, VendorFault fault);

    /// <summary>True where the key is not the one that is accepted.</summary>
    protected bool IsKeyWrong(HttpContext context, string header = "Authorization", string scheme = "Bearer ") =>
        Key is { } key && context.Request.Headers[header] != scheme + key;

    /// <summary>Records a call and answers it as ordered.</summary>
    /// <param name="context">The request, its body read.</param>
    /// <param name="prompt">The prompt in it.</param>
    /// <param name="body">Its body.</param>
    /// <param name="refusal">What the vendor finds wrong with it; null for what was ordered.</param>
    protected async Task Receive(HttpContext context, string prompt, string body, VendorFault? refusal)
    {
        var fault = refusal ?? Order(prompt);
        var isPurchase = fault >= VendorFault.None && !Unbilled.Contains(fault);
        _calls.Enqueue(new VendorCall(fault, prompt, body, Headers(context), isPurchase) { Target = $"{context.Request.Path}{context.Request.QueryString}" });
        context.Response.Headers["x-request-id"] = $"req_{_calls.Count}";
        context.Items[typeof(VendorCall)] = prompt;
        if (isPurchase && Latency > TimeSpan.Zero) await Task.Delay(Latency, _time, context.RequestAborted);
        await Play(context, fault);
    }

    /// <summary>Answers a request with a fault, or with success.</summary>
    protected Task Play(HttpContext context, VendorFault fault)
    {
        SetRetryAfter(context.Response.Headers, fault);
        return Say(context, fault);
    }

    /// <summary>The body of a request as text.</summary>
    protected static async Task<string> BodyOf(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        return await reader.ReadToEndAsync(context.RequestAborted);
    }

    /// <summary>A sentence, followed by what was sent where the vendor echoes.</summary>
    protected string Sentence(HttpContext context, string sentence) => Echoes
        ? $"{sentence} You sent '{context.Items[typeof(VendorCall)]}' with {string.Join(' ', KeyHeaders.Select(name => context.Request.Headers[name]))}."
        : sentence;

    /// <summary>Answers with JSON.</summary>
    protected static async Task Json(HttpContext context, int status, string json)
    {
        (context.Response.StatusCode, context.Response.ContentType) = (status, "application/json");
        await context.Response.WriteAsync(json, context.RequestAborted);
    }

    /// <summary>Answers with a page, as gateways do.</summary>
    protected static async Task Page(HttpContext context, int status)
    {
        (context.Response.StatusCode, context.Response.ContentType) = (status, "text/html");
        await context.Response.WriteAsync("<!doctype html><title>A page</title>", context.RequestAborted);
    }

    /// <summary>Answers with bytes.</summary>
    protected static async Task Send(HttpContext context, FakeReply reply)
    {
        foreach (var (name, value) in reply.Headers) context.Response.Headers[name] = value;
        context.Response.ContentType = reply.ContentType;
        await context.Response.Body.WriteAsync(reply.Body, context.RequestAborted);
    }

    /// <summary>The name below <c>/files/</c> that a fault of delivery stands for.</summary>
    protected static string FileOf(VendorFault fault) => fault switch
    {
        VendorFault.UrlRedirect => "redirect",
        VendorFault.UrlRedirectToMetadata => "metadata",
        VendorFault.UrlRedirectForever => "forever",
        VendorFault.UrlExpired => "expired",
        VendorFault.UrlFlaky => "flaky",
        _ => "image",
    };

    /// <summary>The bytes behind a name below <c>/files/</c>.</summary>
    protected virtual byte[] FileBytes(string name) => Picture;

    private static byte[] Resource(string name)
    {
        using var stream = typeof(FakeVendor).Assembly.GetManifestResourceStream(name)!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private VendorFault Order(string prompt)
    {
        const string Opening = "[fault:";
        var start = prompt.IndexOf(Opening, StringComparison.Ordinal);
        var end = start < 0 ? -1 : prompt.IndexOf(']', start);
        return end > 0 && Enum.TryParse<VendorFault>(prompt[(start + Opening.Length)..end].Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var spoken)
            ? spoken
            : _next.TryDequeue(out var next) ? next : Always;
    }

    /// <summary>The headers of a request, names as sent.</summary>
    protected static IReadOnlyDictionary<string, string> Headers(HttpContext context) =>
        context.Request.Headers.ToDictionary(static header => header.Key, static header => $"{header.Value}", StringComparer.OrdinalIgnoreCase);

    private static void SetRetryAfter(IHeaderDictionary headers, VendorFault fault)
    {
        if (fault == VendorFault.RateLimited) headers["retry-after-ms"] = "1500";
        if (fault == VendorFault.RateLimitedSeconds) headers.RetryAfter = "7";
        if (fault == VendorFault.RateLimitedDate) headers.RetryAfter = "Fri, 01 Jan 2100 00:00:00 GMT";
    }

    /// <summary>Plays a failure of the network, or success.</summary>
    protected Task Common(HttpContext context, VendorFault fault) => fault switch
    {
        VendorFault.NotFoundPage => Page(context, 404),
        VendorFault.ServerErrorPage => Page(context, 500),
        VendorFault.BadGateway => Page(context, 502),
        VendorFault.GatewayTimeout => Page(context, 504),
        VendorFault.HtmlPage => Page(context, 200),
        VendorFault.PostRedirect => Redirect(context, "/elsewhere", 307),
        VendorFault.Slow => AfterRelease(context),
        VendorFault.Hang => Forever(context),
        VendorFault.ResetBeforeHeaders => Abort(context),
        VendorFault.ResetMidBody => HalfThenAbort(context),
        VendorFault.GiantBody => Flood(context, GiantBytes),
        VendorFault.EndlessBody => Flood(context, length: null),
        VendorFault.TruncatedJson => Send(context, Truncated(Success(Picture))),
        VendorFault.InvalidBase64 => Send(context, WithoutBase64(Success(Picture))),
        VendorFault.WrongBytes => Send(context, Success("This is no image, but it is long enough to be one."u8.ToArray())),
        VendorFault.Bomb => Send(context, Success(BombImage())),
        _ => Send(context, Success(Picture)),
    };

    private static FakeReply Truncated(FakeReply reply) => reply with { Body = reply.Body[..^30] };

    private FakeReply WithoutBase64(FakeReply reply) => reply with
    {
        Body = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(reply.Body).Replace(Convert.ToBase64String(Picture), "####", StringComparison.Ordinal)),
    };

    private Task Deliver(HttpContext context, string name)
    {
        _deliveries.Enqueue(Headers(context));
        return name switch
        {
            "redirect" => Redirect(context, "/files/image", 302),
            "forever" => Redirect(context, "/files/forever", 302),
            "metadata" => Redirect(context, "http://169.254.169.254/latest/meta-data/", 302),
            "expired" => Page(context, 403),
            "flaky" when Interlocked.Increment(ref _flaky) <= 2 => Abort(context),
            _ => Send(context, new FakeReply("image/jpeg", FileBytes(name))),
        };
    }

    private Task Stray(HttpContext context)
    {
        _strays.Enqueue(context.Request.Path);
        return Page(context, 404);
    }

    private static Task Redirect(HttpContext context, string location, int status)
    {
        (context.Response.StatusCode, context.Response.Headers.Location) = (status, location);
        return Task.CompletedTask;
    }

    /// <summary>Resets the connection.</summary>
    protected static Task Abort(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    private async Task HalfThenAbort(HttpContext context)
    {
        var reply = Success(Picture);
        (context.Response.ContentType, context.Response.ContentLength) = (reply.ContentType, reply.Body.Length);
        await context.Response.Body.WriteAsync(reply.Body.AsMemory(0, reply.Body.Length / 2), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        context.Abort();
    }

    private async Task AfterRelease(HttpContext context)
    {
        await Released(context);
        await Send(context, Success(Picture));
    }

    /// <summary>Waits until <see cref="Release"/> was called.</summary>
    protected Task Released(HttpContext context) => _release.Task.WaitAsync(context.RequestAborted);

    /// <summary>Says nothing more.</summary>
    protected async Task Forever(HttpContext context)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping.Token);
        var never = new TaskCompletionSource();
        await using var _ = end.Token.Register(never.SetResult);
        await never.Task;
        context.Abort();
    }

    private static Task Flood(HttpContext context, long? length)
    {
        context.Response.ContentLength = length;
        return Pour(context, length ?? long.MaxValue);
    }

    /// <summary>Sends as many spaces.</summary>
    protected static async Task Pour(HttpContext context, long length)
    {
        var block = new byte[256 * 1024];
        block.AsSpan().Fill((byte)' ');
        for (long sent = 0; sent < length; sent += block.Length) await context.Response.Body.WriteAsync(block, context.RequestAborted);
    }

    private static byte[] BombImage() =>
    [
        0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, (byte)'I', (byte)'H', (byte)'D', (byte)'R',
        0, 0, 0xEA, 0x60, 0, 0, 0xEA, 0x60, 8, 2, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, (byte)'I', (byte)'E', (byte)'N', (byte)'D', 0, 0, 0, 0,
    ];
}

/// <summary>What a fake vendor answers.</summary>
/// <param name="ContentType">The media type.</param>
/// <param name="Body">The bytes.</param>
public sealed record FakeReply(string ContentType, byte[] Body)
{
    /// <summary>Headers beside it.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>JSON with status 200.</summary>
    public static FakeReply Json(string json) => new("application/json", Encoding.UTF8.GetBytes(json));
}
