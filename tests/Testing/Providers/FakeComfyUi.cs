using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DonatelloAI.Testing.Providers;

/// <summary>A fake ComfyUI server, behind a proxy that asks for a key and limits calls: the server itself does neither.</summary>
public sealed partial class FakeComfyUi : FakeJobVendor
{
    private const string Finished =
        """{"status":{"status_str":"success","completed":true,"messages":[]},"outputs":{"5":{"images":[{"filename":"p.png","subfolder":"","type":"temp"}]},"9":{"images":[{"filename":"ID.jpg","subfolder":"a b","type":"output"}]}}}""";

    private VendorFault _fate;
    private string _promptId = "";

    private FakeComfyUi(TimeProvider time)
        : base(time)
    {
    }

    /// <inheritdoc/>
    public override string BaseUrl => Root();

    /// <summary>Ids that were taken out of the queue.</summary>
    public IList<string> Deleted { get; } = [];

    /// <summary>Ids that were interrupted.</summary>
    public IList<string> Interrupted { get; } = [];

    /// <summary>Starts a fake server.</summary>
    public static async Task<FakeComfyUi> Start(TimeProvider? time = null)
    {
        var server = new FakeComfyUi(time ?? TimeProvider.System);
        await server.Open(app =>
        {
            app.UseWebSockets();
            app.MapGet("/ws", (HttpContext context, string clientId) => server.Open(context, clientId));
            app.MapPost("/prompt", server.Submit);
            app.MapGet("/history/{id}", (HttpContext context, string id) => server.Ask(context, () => server.History(context, id)));
            app.MapGet("/queue", server.Queue);
            app.MapPost("/queue", server.Delete);
            app.MapPost("/interrupt", server.Interrupt);
            app.MapGet("/view", server.View);
        });
        return server;
    }

    /// <inheritdoc/>
    public override bool Knows(VendorFault fault) => fault is not
        (VendorFault.NoUsage or VendorFault.InvalidBase64 or VendorFault.FilteredWith200 or VendorFault.ContentPolicy or VendorFault.BillingLimit or VendorFault.ErrorWith200
            or VendorFault.ModerationBlocked or VendorFault.OutputBlocked or VendorFault.QuotaUsedUp or VendorFault.ModelNotFound or VendorFault.RateLimitedInBody
            or VendorFault.Url or VendorFault.UrlRedirect or VendorFault.UrlRedirectToMetadata or VendorFault.UrlRedirectForever or VendorFault.UrlExpired or VendorFault.UrlFlaky);

    /// <inheritdoc/>
    protected override FakeReply Success(byte[] picture)
    {
        Take(_promptId, picture, _fate);
        return FakeReply.Json(JsonSerializer.Serialize(new { prompt_id = _promptId, number = 1, node_errors = new { } }));
    }

    /// <inheritdoc/>
    protected override Task Say(HttpContext context, VendorFault fault)
    {
        _fate = IsOfJob(fault) ? fault : VendorFault.None;
        return fault switch
        {
            VendorFault.InvalidApiKey => Error(context, 401, "Unauthorized."),
            VendorFault.Forbidden => Error(context, 403, "Forbidden."),
            VendorFault.InvalidValue => Error(context, 400, "Prompt outputs failed validation."),
            VendorFault.RateLimited or VendorFault.RateLimitedSeconds or VendorFault.RateLimitedDate or VendorFault.RateLimitedSilently => Error(context, 429, "Slow down."),
            VendorFault.ServerError => Error(context, 500, "Internal error."),
            VendorFault.Overloaded => Error(context, 503, "Overloaded."),
            VendorFault.EmptyData => Json(context, 200, "{}"),
            _ => Common(context, fault),
        };
    }

    private async Task Submit(HttpContext context)
    {
        var body = await BodyOf(context);
        var json = JsonNode.Parse(body)!;
        _promptId = json["prompt_id"]!.GetValue<string>();
        var refusal = IsKeyWrong(context) ? VendorFault.InvalidApiKey : (VendorFault?)null;
        await Receive(context, json["prompt"]!["6"]!["inputs"]!["text"]!.GetValue<string>(), body, refusal);
    }

    private Task History(HttpContext context, string id) => Find(id) switch
    {
        null or { Fate: VendorFault.JobLost } => Json(context, 200, "{}"),
        var job when !HasEnded(job) => Json(context, 200, "{}"),
        { Fate: VendorFault.JobFailed } => Entry(context, id, """{"status":{"status_str":"error","completed":false,"messages":[["execution_start",{}],["execution_error",{"node_id":"3","exception_message":"Out of memory."}]]},"outputs":{}}"""),
        _ => Entry(context, id, Finished.Replace("ID", id, StringComparison.Ordinal)),
    };

    private static Task Entry(HttpContext context, string id, string entry) => Json(context, 200, "{\"" + id + "\":" + entry + "}");

    private Task Queue(HttpContext context)
    {
        var isKnown = Find(_promptId) is { Fate: not VendorFault.JobLost };
        object[] running = isKnown ? [new object[] { 1, _promptId, new { }, new { }, Array.Empty<string>() }] : [];
        return Json(context, 200, JsonSerializer.Serialize(new { queue_running = running, queue_pending = Array.Empty<object>() }));
    }

    private async Task Delete(HttpContext context)
    {
        foreach (var id in JsonNode.Parse(await BodyOf(context))!["delete"]!.AsArray()) Deleted.Add(id!.GetValue<string>());
    }

    private async Task Interrupt(HttpContext context) => Interrupted.Add(JsonNode.Parse(await BodyOf(context))!["prompt_id"]!.GetValue<string>());

    private Task View(HttpContext context, string filename, string subfolder, string type) =>
        type == "output" && subfolder == "a b" && Find(Path.GetFileNameWithoutExtension(filename)) is { } job
            ? Send(context, new FakeReply("image/jpeg", job.Picture))
            : Page(context, 404);

    private Task Error(HttpContext context, int status, string message) =>
        Json(context, status, JsonSerializer.Serialize(new { error = new { type = "error", message = Sentence(context, message), details = "", extra_info = new { } }, node_errors = new { } }));
}
