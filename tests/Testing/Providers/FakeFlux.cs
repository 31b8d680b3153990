using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DonatelloAI.Testing.Providers;

/// <summary>
/// A fake of Black Forest Labs. It takes jobs at 127.0.0.1, is asked for them at 127.0.0.2 as at a region of its own, and delivers from
/// 127.0.0.3 to anybody.
/// </summary>
public sealed class FakeFlux : FakeJobVendor
{
    private VendorFault _fate;
    private int _jobs;

    private FakeFlux(TimeProvider time)
        : base(time, "127.0.0.1", PollHost, "127.0.0.3")
    {
    }

    /// <summary>The host that is asked for jobs.</summary>
    public const string PollHost = "127.0.0.2";

    /// <inheritdoc/>
    public override string BaseUrl => $"{Root()}/v1";

    /// <summary>What stands in the place of the polling address; null for the vendor's own.</summary>
    public string? PollingAddress { get; set; }

    /// <summary>Starts a fake vendor.</summary>
    public static async Task<FakeFlux> Start(TimeProvider? time = null)
    {
        var vendor = new FakeFlux(time ?? TimeProvider.System);
        await vendor.Open(app =>
        {
            app.MapPost("/v1/{model}", vendor.Submit);
            app.MapGet("/v1/get_result", (HttpContext context, string id) => vendor.Ask(context, () => vendor.Result(context, id)));
        });
        return vendor;
    }

    /// <inheritdoc/>
    public override bool Knows(VendorFault fault) => fault is not
        (VendorFault.NoUsage or VendorFault.InvalidBase64 or VendorFault.FilteredWith200 or VendorFault.ContentPolicy or VendorFault.BillingLimit or VendorFault.ErrorWith200);

    /// <inheritdoc/>
    protected override FakeReply Success(byte[] picture)
    {
        var id = $"job-{Interlocked.Increment(ref _jobs)}";
        Take(id, picture, _fate);
        var address = PollingAddress ?? $"{Root(PollHost)}/v1/get_result?id={id}";
        return FakeReply.Json(JsonSerializer.Serialize(new { id, polling_url = address, cost = 3.0, input_mp = 0.0, output_mp = 1.05 }));
    }

    /// <inheritdoc/>
    protected override Task Say(HttpContext context, VendorFault fault)
    {
        _fate = IsOfJob(fault) || fault is VendorFault.ModerationBlocked || FileOf(fault) != "image" ? fault : VendorFault.None;
        return fault switch
        {
            VendorFault.InvalidApiKey or VendorFault.Forbidden => Detail(context, 403, "Not authenticated."),
            VendorFault.InvalidValue => Json(context, 422, JsonSerializer.Serialize(new { detail = new[] { new { loc = new[] { "body", "width" }, msg = Sentence(context, "Not a multiple of 16."), type = "value_error" } } })),
            VendorFault.ModelNotFound => Detail(context, 404, "Not Found"),
            VendorFault.RateLimited or VendorFault.RateLimitedSeconds or VendorFault.RateLimitedDate or VendorFault.RateLimitedSilently => Detail(context, 429, "Too many active tasks."),
            VendorFault.RateLimitedInBody => Json(context, 429, """{"error":"rate_limit","message":"Too many active tasks.","retry_after":34}"""),
            VendorFault.QuotaUsedUp => Detail(context, 402, "Insufficient credits."),
            VendorFault.ServerError => Detail(context, 500, "Internal error."),
            VendorFault.Overloaded => Detail(context, 503, "Overloaded."),
            VendorFault.EmptyData => Json(context, 200, "{}"),
            _ => Common(context, fault),
        };
    }

    private async Task Submit(HttpContext context)
    {
        var body = await BodyOf(context);
        var refusal = IsKeyWrong(context, "x-key", "") ? VendorFault.InvalidApiKey : (VendorFault?)null;
        await Receive(context, JsonNode.Parse(body)!["prompt"]!.GetValue<string>(), body, refusal);
    }

    private Task Result(HttpContext context, string id) => Find(id) switch
    {
        null or { Fate: VendorFault.JobLost } => Status(context, id, "Task not found"),
        var job when !HasEnded(job) => Status(context, id, "Pending"),
        { Fate: VendorFault.JobFailed } => Status(context, id, "Error"),
        { Fate: VendorFault.ModerationBlocked } => Status(context, id, "Request Moderated"),
        { Fate: VendorFault.OutputBlocked } => Status(context, id, "Content Moderated"),
        var job => Json(context, 200, JsonSerializer.Serialize(new
        {
            id,
            status = "Ready",
            result = new { sample = $"{Root("127.0.0.3")}/files/{(FileOf(job.Fate) == "image" ? id : FileOf(job.Fate))}", prompt = "", seed = 4711, duration = 1.5 },
        })),
    };

    private static Task Status(HttpContext context, string id, string status) =>
        Json(context, 200, JsonSerializer.Serialize(new { id, status, result = (object?)null, progress = (object?)null }));

    private Task Detail(HttpContext context, int status, string detail) =>
        Json(context, status, JsonSerializer.Serialize(new { detail = Sentence(context, detail) }));
}
