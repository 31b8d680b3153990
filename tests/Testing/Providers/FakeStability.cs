using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DonatelloAI.Testing.Providers;

/// <summary>A fake of Stability AI: forms only, images as bytes or as JSON by the Accept header.</summary>
public sealed class FakeStability : FakeVendor
{
    private bool _isJson;

    private FakeStability(TimeProvider time)
        : base(time)
    {
    }

    /// <inheritdoc/>
    public override string BaseUrl => Root();

    /// <summary>Starts a fake vendor.</summary>
    public static async Task<FakeStability> Start(TimeProvider? time = null)
    {
        var vendor = new FakeStability(time ?? TimeProvider.System);
        await vendor.Open(app => app.MapPost("/v2beta/stable-image/generate/{endpoint}", vendor.Generate));
        return vendor;
    }

    /// <inheritdoc/>
    public override bool Knows(VendorFault fault) => fault is not
        (VendorFault.ContentPolicy or VendorFault.BillingLimit or VendorFault.ErrorWith200 or VendorFault.JobFailed or VendorFault.JobLost or VendorFault.NoUsage
            or VendorFault.RateLimitedInBody or VendorFault.Url or VendorFault.UrlRedirect or VendorFault.UrlRedirectToMetadata or VendorFault.UrlRedirectForever
            or VendorFault.UrlExpired or VendorFault.UrlFlaky)
        && (_isJson || fault is not (VendorFault.InvalidBase64 or VendorFault.EmptyData));

    /// <summary>Tells which form the caller will ask for, before its first call.</summary>
    public void Expect(bool json) => _isJson = json;

    /// <inheritdoc/>
    protected override FakeReply Success(byte[] picture) => Finished(picture, "SUCCESS");

    /// <inheritdoc/>
    protected override Task Say(HttpContext context, VendorFault fault) => fault switch
    {
        VendorFault.InvalidApiKey => Error(context, 401, "unauthorized", "Missing or invalid key."),
        VendorFault.Forbidden => Error(context, 403, "forbidden", "Not allowed."),
        VendorFault.InvalidValue => Error(context, 400, "bad_request", "aspect_ratio: not one of the list."),
        VendorFault.ModelNotFound => Error(context, 404, "not_found", "Not found."),
        VendorFault.ModerationBlocked => Error(context, 403, "content_moderation", "Your request was flagged by our content moderation system."),
        VendorFault.OutputBlocked or VendorFault.FilteredWith200 => Send(context, Finished(Picture, "CONTENT_FILTERED")),
        VendorFault.QuotaUsedUp => Error(context, 402, "payment_required", "You lack sufficient credits."),
        VendorFault.RateLimited or VendorFault.RateLimitedSeconds or VendorFault.RateLimitedDate or VendorFault.RateLimitedSilently =>
            Error(context, 429, "rate_limit_exceeded", "You have exceeded the rate limit of 150 requests within a 10 second period, and have been timed out for 60 seconds."),
        VendorFault.ServerError => Error(context, 500, "internal_error", "An unexpected error."),
        VendorFault.Overloaded => Error(context, 503, "service_unavailable", "Overloaded."),
        VendorFault.EmptyData => Json(context, 200, """{"finish_reason":"SUCCESS","seed":4711}"""),
        _ => Common(context, fault),
    };

    private FakeReply Finished(byte[] picture, string reason) => _isJson
        ? FakeReply.Json("{\"image\":\"" + Convert.ToBase64String(picture) + "\",\"finish_reason\":\"" + reason + "\",\"seed\":4711}")
        : new FakeReply("image/jpeg", picture) { Headers = [("finish-reason", reason), ("seed", "4711")] };

    private async Task Generate(HttpContext context)
    {
        if (!context.Request.HasFormContentType)
        {
            await Receive(context, "", await BodyOf(context), VendorFault.InvalidValue);
            return;
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        _isJson = context.Request.Headers.Accept == "application/json";
        var body = string.Join('\n', form.Select(static field => $"{field.Key}={field.Value}"));
        await Receive(context, $"{form["prompt"]}", body, IsKeyWrong(context) ? VendorFault.InvalidApiKey : null);
    }

    private Task Error(HttpContext context, int status, string name, string error) =>
        Json(context, status, JsonSerializer.Serialize(new { id = "err-1", name, errors = new[] { Sentence(context, error) } }));
}
