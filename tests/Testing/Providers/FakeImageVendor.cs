using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DonatelloAI.Testing.Providers;

/// <summary>
/// A server that speaks OpenAI's images API on a free port of 127.0.0.1 and misbehaves on request: by a word in the prompt such as
/// <c>[fault:rate_limited]</c>, by <see cref="Next"/> for the calls to come, or by <see cref="Always"/>. It records every call,
/// so that a test sees what was bought twice.
/// </summary>
public sealed class FakeImageVendor : IAsyncDisposable
{
    /// <summary>The model whose calls may not carry fields of older models, as at OpenAI.</summary>
    public const string StrictModelPrefix = "gpt-image";

    private const long GiantBytes = 300L * 1024 * 1024;

    private static readonly string[] LegacyFields = ["response_format", "style", "seed", "negative_prompt"];

    // Faults by which a vendor would not have made an image.
    private static readonly HashSet<VendorFault> Unbilled =
    [
        VendorFault.InvalidApiKey, VendorFault.Forbidden, VendorFault.ModerationBlocked, VendorFault.ContentPolicy, VendorFault.InvalidValue,
        VendorFault.ModelNotFound, VendorFault.NotFoundPage, VendorFault.RateLimited, VendorFault.RateLimitedSeconds, VendorFault.RateLimitedDate,
        VendorFault.RateLimitedSilently, VendorFault.QuotaUsedUp, VendorFault.BillingLimit, VendorFault.ServerError, VendorFault.Overloaded,
        VendorFault.HtmlPage, VendorFault.EmptyData, VendorFault.ErrorWith200, VendorFault.PostRedirect,
    ];

    private readonly WebApplication _app;
    private readonly TimeProvider _time;
    private readonly ConcurrentQueue<VendorFault> _next = new();
    private readonly ConcurrentQueue<VendorCall> _calls = new();
    private readonly ConcurrentQueue<IReadOnlyDictionary<string, string>> _deliveries = new();
    private readonly CancellationTokenSource _stopping = new();
    private TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _flaky;

    private FakeImageVendor(TimeProvider time)
    {
        _time = time;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.MapPost("/v1/images/generations", Generate);
        _app.MapGet("/files/{name}", Deliver);
    }

    /// <summary>A picture of about 1 kB, 96 x 96.</summary>
    public static byte[] SmallImage { get; } = Resource("small.jpg");

    /// <summary>A picture of 30 kB, 1024 x 1024.</summary>
    public static byte[] Image { get; } = Resource("picture.jpg");

    /// <summary>What to set as BaseUrl.</summary>
    public string BaseUrl => $"{_app.Urls.First()}/v1";

    /// <summary>What happens to calls without an order of their own.</summary>
    public VendorFault Always { get; set; } = VendorFault.None;

    /// <summary>The key that is accepted; null for any, or none.</summary>
    public string? Key { get; set; }

    /// <summary>How long making an image takes, by the fake's clock.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>The bytes of images, <see cref="SmallImage"/> unless told.</summary>
    public byte[] Picture { get; set; } = SmallImage;

    /// <summary>Words of the vendor's own: the revised prompt of an image, or what a refusal says besides; null for none.</summary>
    public string? Remark { get; set; }

    /// <summary>Every call, in order of arrival.</summary>
    public IReadOnlyList<VendorCall> Calls => [.. _calls];

    /// <summary>The headers of every request to a delivery address.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Deliveries => [.. _deliveries];

    /// <summary>How many images were made and charged.</summary>
    public int Purchases => _calls.Count(static call => call.IsPurchase);

    /// <summary>Prompts that were bought more than once.</summary>
    public IReadOnlyList<string> BoughtTwice =>
        [.. _calls.Where(static call => call.IsPurchase).GroupBy(static call => call.Prompt).Where(static group => group.Count() > 1).Select(static group => group.Key)];

    /// <summary>Starts a fake vendor.</summary>
    public static async Task<FakeImageVendor> Start(TimeProvider? time = null)
    {
        var vendor = new FakeImageVendor(time ?? TimeProvider.System);
        await vendor._app.StartAsync();
        return vendor;
    }

    /// <summary>An address of this machine where nobody listens.</summary>
    public static string ClosedBaseUrl()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return $"http://127.0.0.1:{((IPEndPoint)socket.LocalEndPoint!).Port}/v1";
    }

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
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        Release();
        await _app.DisposeAsync();
        _stopping.Dispose();
    }

    private static byte[] Resource(string name)
    {
        using var stream = typeof(FakeImageVendor).Assembly.GetManifestResourceStream(name)!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private async Task Generate(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var json = JsonNode.Parse(body)!.AsObject();
        var prompt = json["prompt"]?.GetValue<string>() ?? "";
        var fault = Refusal(context, json) ?? Order(prompt);
        var isPurchase = fault != Misfit && !Unbilled.Contains(fault);
        _calls.Enqueue(new VendorCall(fault, prompt, body, Headers(context), isPurchase));
        context.Response.Headers["x-request-id"] = $"req_{_calls.Count}";
        if (isPurchase && Latency > TimeSpan.Zero) await Task.Delay(Latency, _time, context.RequestAborted);
        await Answer(context, fault);
    }

    // Not in the enumeration: it is the caller's mistake and cannot be ordered.
    private const VendorFault Misfit = (VendorFault)(-1);

    private VendorFault? Refusal(HttpContext context, JsonObject json) =>
        Key is { } key && context.Request.Headers.Authorization != $"Bearer {key}" ? VendorFault.InvalidApiKey
        : json["model"]?.GetValue<string>().StartsWith(StrictModelPrefix, StringComparison.Ordinal) == true && LegacyFields.Any(json.ContainsKey) ? Misfit
        : null;

    private VendorFault Order(string prompt)
    {
        const string Opening = "[fault:";
        var start = prompt.IndexOf(Opening, StringComparison.Ordinal);
        var end = start < 0 ? -1 : prompt.IndexOf(']', start);
        return end > 0 && Enum.TryParse<VendorFault>(prompt[(start + Opening.Length)..end].Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var spoken)
            ? spoken
            : _next.TryDequeue(out var next) ? next : Always;
    }

    private static Dictionary<string, string> Headers(HttpContext context) =>
        context.Request.Headers.ToDictionary(static header => header.Key, static header => $"{header.Value}", StringComparer.OrdinalIgnoreCase);

    private Task Answer(HttpContext context, VendorFault fault) => fault switch
    {
        Misfit => Error(context, 400, "unknown_parameter", "Unknown parameter."),
        VendorFault.InvalidApiKey => Error(context, 401, "invalid_api_key", "Incorrect API key provided."),
        VendorFault.Forbidden => Error(context, 403, null, "Your organization must be verified."),
        VendorFault.ModerationBlocked => Error(context, 400, "moderation_blocked", $"Rejected by the safety system. safety_violations=[violence].{Remark}", "image_generation_user_error"),
        VendorFault.OutputBlocked => Json(context, 400, """{"error":{"message":"Withheld.","type":"image_generation_user_error","code":"moderation_blocked","moderation_details":{"moderation_stage":"output","categories":["violence"]}}}"""),
        VendorFault.ContentPolicy => Error(context, 400, "content_policy_violation", "Rejected by the safety system."),
        VendorFault.InvalidValue => Error(context, 400, "invalid_value", "Invalid size."),
        VendorFault.ModelNotFound => Error(context, 404, "model_not_found", "The model does not exist."),
        VendorFault.NotFoundPage => Page(context, 404),
        VendorFault.RateLimited => RateLimit(context, ("retry-after-ms", "1500")),
        VendorFault.RateLimitedSeconds => RateLimit(context, ("Retry-After", "7")),
        VendorFault.RateLimitedDate => RateLimit(context, ("Retry-After", "Fri, 01 Jan 2100 00:00:00 GMT")),
        VendorFault.RateLimitedSilently => Error(context, 429, "rate_limit_exceeded", "Rate limit reached.", "requests"),
        VendorFault.QuotaUsedUp => Error(context, 429, "insufficient_quota", "You exceeded your current quota.", "insufficient_quota"),
        VendorFault.BillingLimit => Error(context, 400, "billing_hard_limit_reached", "Billing hard limit has been reached."),
        VendorFault.ServerError => Error(context, 500, null, "The server had an error.", "server_error"),
        VendorFault.Overloaded => Error(context, 503, null, "Overloaded.", "server_error"),
        VendorFault.ServerErrorPage => Page(context, 500),
        VendorFault.BadGateway => Page(context, 502),
        VendorFault.GatewayTimeout => Page(context, 504),
        VendorFault.HtmlPage => Page(context, 200),
        VendorFault.PostRedirect => Redirect(context, "/v1/elsewhere", 307),
        _ => AnswerWith200(context, fault),
    };

    private Task AnswerWith200(HttpContext context, VendorFault fault) => fault switch
    {
        VendorFault.NoUsage => Json(context, 200, Success(Base64, withUsage: false)),
        VendorFault.Slow => AfterRelease(context),
        VendorFault.Hang => Forever(context),
        VendorFault.ResetBeforeHeaders => Abort(context),
        VendorFault.ResetMidBody => HalfThenAbort(context),
        VendorFault.TruncatedJson => Json(context, 200, Success(Base64)[..^30]),
        VendorFault.InvalidBase64 => Json(context, 200, Success("####")),
        VendorFault.WrongBytes => Json(context, 200, Success(Convert.ToBase64String("This is no image."u8))),
        VendorFault.Bomb => Json(context, 200, Success(Convert.ToBase64String(BombImage()))),
        VendorFault.GiantBody => Flood(context, GiantBytes),
        VendorFault.EndlessBody => Flood(context, length: null),
        VendorFault.EmptyData => Json(context, 200, """{"created":1,"data":[]}"""),
        VendorFault.ErrorWith200 => Error(context, 200, null, "Out of memory.", "server_error"),
        VendorFault.Url => Link(context, "image"),
        VendorFault.UrlRedirect => Link(context, "redirect"),
        VendorFault.UrlRedirectToMetadata => Link(context, "metadata"),
        VendorFault.UrlRedirectForever => Link(context, "forever"),
        VendorFault.UrlExpired => Link(context, "expired"),
        VendorFault.UrlFlaky => Link(context, "flaky"),
        _ => Json(context, 200, Success(Base64)),
    };

    private string Base64 => Convert.ToBase64String(Picture);

    private string Success(string base64, bool withUsage = true) =>
        "{\"created\":1,\"data\":[{\"b64_json\":\"" + base64 + "\"" + Revised + "}]" + (withUsage ? Usage : "") + "}";

    private string Revised => Remark is { } words ? $",\"revised_prompt\":{JsonSerializer.Serialize(words)}" : "";

    private const string Usage =
        ",\"usage\":{\"input_tokens\":12,\"input_tokens_details\":{\"text_tokens\":12,\"image_tokens\":0},"
        + "\"output_tokens\":272,\"output_tokens_details\":{\"image_tokens\":272,\"text_tokens\":0},\"total_tokens\":284}";

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
            _ => Bytes(context),
        };
    }

    private Task Link(HttpContext context, string file) =>
        Json(context, 200, JsonSerializer.Serialize(new { created = 1, data = new[] { new { url = $"{_app.Urls.First()}/files/{file}" } } }));

    private async Task Bytes(HttpContext context)
    {
        context.Response.ContentType = "image/jpeg";
        await context.Response.Body.WriteAsync(Picture, context.RequestAborted);
    }

    private static Task RateLimit(HttpContext context, (string Name, string Value) header)
    {
        context.Response.Headers[header.Name] = header.Value;
        return Error(context, 429, "rate_limit_exceeded", "Rate limit reached.", "requests");
    }

    private static Task Error(HttpContext context, int status, string? code, string message, string type = "invalid_request_error") =>
        Json(context, status, JsonSerializer.Serialize(new { error = new { message, type, param = (string?)null, code } }));

    private static async Task Json(HttpContext context, int status, string json)
    {
        (context.Response.StatusCode, context.Response.ContentType) = (status, "application/json");
        await context.Response.WriteAsync(json, context.RequestAborted);
    }

    private static async Task Page(HttpContext context, int status)
    {
        (context.Response.StatusCode, context.Response.ContentType) = (status, "text/html");
        await context.Response.WriteAsync("<!doctype html><title>A page</title>", context.RequestAborted);
    }

    private static Task Redirect(HttpContext context, string location, int status)
    {
        (context.Response.StatusCode, context.Response.Headers.Location) = (status, location);
        return Task.CompletedTask;
    }

    private static Task Abort(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    private async Task HalfThenAbort(HttpContext context)
    {
        var json = Success(Base64);
        (context.Response.ContentType, context.Response.ContentLength) = ("application/json", json.Length);
        await context.Response.WriteAsync(json[..(json.Length / 2)], context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        context.Abort();
    }

    private async Task AfterRelease(HttpContext context)
    {
        await _release.Task.WaitAsync(context.RequestAborted);
        await Json(context, 200, Success(Base64));
    }

    private async Task Forever(HttpContext context)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping.Token);
        var never = new TaskCompletionSource();
        await using var _ = end.Token.Register(never.SetResult);
        await never.Task;
        context.Abort();
    }

    private static async Task Flood(HttpContext context, long? length)
    {
        var block = new byte[256 * 1024];
        block.AsSpan().Fill((byte)' ');
        context.Response.ContentLength = length;
        for (long sent = 0; length is null || sent < length; sent += block.Length) await context.Response.Body.WriteAsync(block, context.RequestAborted);
    }

    private static byte[] BombImage() =>
    [
        0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, (byte)'I', (byte)'H', (byte)'D', (byte)'R',
        0, 0, 0xEA, 0x60, 0, 0, 0xEA, 0x60, 8, 2, 0, 0, 0,
    ];
}
