using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DonatelloAI.Testing.Providers;

/// <summary>A fake server that speaks OpenAI's images API, in OpenAI's own form or in Azure's.</summary>
public sealed partial class FakeImageVendor : FakeVendor
{
    /// <summary>The model whose calls may not carry fields of older models, as at OpenAI.</summary>
    public const string StrictModelPrefix = "gpt-image";

    // Not in the enumeration: it is the caller's mistake and cannot be ordered.
    private const VendorFault Misfit = (VendorFault)(-1);

    private const string Usage =
        ",\"usage\":{\"input_tokens\":12,\"input_tokens_details\":{\"text_tokens\":12,\"image_tokens\":0},"
        + "\"output_tokens\":272,\"output_tokens_details\":{\"image_tokens\":272,\"text_tokens\":0},\"total_tokens\":284}";

    private const string Verdict =
        ",\"revised_prompt\":\"A fox, red\",\"content_filter_results\":{\"hate\":{\"filtered\":false,\"severity\":\"safe\"},\"violence\":{\"filtered\":false,\"severity\":\"low\"}}";

    private static readonly string[] LegacyFields = ["response_format", "style", "seed", "negative_prompt"];

    private FakeImageVendor(TimeProvider time)
        : base(time)
    {
    }

    /// <inheritdoc/>
    public override string BaseUrl => $"{Root()}/v1";

    /// <summary>What to set as BaseUrl of a resource of Azure.</summary>
    public string AzureUrl => Root();

    /// <summary>True for Azure's form of errors, headers and verdicts; false unless told.</summary>
    public bool IsAzure { get; set; }

    /// <summary>Starts a fake vendor.</summary>
    public static async Task<FakeImageVendor> Start(TimeProvider? time = null)
    {
        var vendor = new FakeImageVendor(time ?? TimeProvider.System);
        await vendor.Open(app =>
        {
            app.MapPost("/v1/images/generations", vendor.Generate);
            app.MapPost("/openai/v1/images/generations", vendor.Generate);
            app.MapPost("/openai/deployments/{deployment}/images/generations", vendor.Generate);
        });
        return vendor;
    }

    /// <summary>An address of this machine where nobody listens.</summary>
    public static string ClosedBaseUrl() => $"{ClosedRoot()}/v1";

    /// <inheritdoc/>
    public override bool Knows(VendorFault fault) =>
        fault is not (VendorFault.JobFailed or VendorFault.JobLost or VendorFault.RateLimitedInBody) && (IsAzure || fault != VendorFault.FilteredWith200);

    /// <inheritdoc/>
    protected override FakeReply Success(byte[] picture) => FakeReply.Json(Body(Convert.ToBase64String(picture)));

    /// <inheritdoc/>
    protected override Task Say(HttpContext context, VendorFault fault) =>
        Partials(context) > 0 && fault is (VendorFault.None or VendorFault.Slow) ? Stream(context, fault) : SayWhole(context, fault);

    private Task SayWhole(HttpContext context, VendorFault fault) => fault switch
    {
        Misfit => Error(context, 400, "unknown_parameter", "Unknown parameter."),
        VendorFault.InvalidApiKey => Error(context, 401, "invalid_api_key", "Incorrect API key provided."),
        VendorFault.Forbidden => Error(context, 403, null, "Your organization must be verified."),
        VendorFault.ModerationBlocked => Blocked(context),
        VendorFault.OutputBlocked => Withheld(context),
        VendorFault.FilteredWith200 => Json(context, 200, """{"created":1,"data":[{"content_filter_results":{"violence":{"filtered":true,"severity":"high"}}}]}"""),
        VendorFault.ContentPolicy => Error(context, 400, "content_policy_violation", "Rejected by the safety system."),
        VendorFault.InvalidValue => Error(context, 400, "invalid_value", "Invalid size."),
        VendorFault.ModelNotFound => Error(context, 404, IsAzure ? "DeploymentNotFound" : "model_not_found", "The model does not exist."),
        VendorFault.RateLimited or VendorFault.RateLimitedSeconds or VendorFault.RateLimitedDate or VendorFault.RateLimitedSilently =>
            Error(context, 429, "rate_limit_exceeded", "Rate limit reached.", "requests"),
        VendorFault.QuotaUsedUp => Error(context, 429, "insufficient_quota", "You exceeded your current quota.", "insufficient_quota"),
        VendorFault.BillingLimit => Error(context, 400, "billing_hard_limit_reached", "Billing hard limit has been reached."),
        VendorFault.ServerError => Error(context, 500, null, "The server had an error.", "server_error"),
        VendorFault.Overloaded => Error(context, 503, null, "Overloaded.", "server_error"),
        VendorFault.NoUsage => Json(context, 200, Body(Base64, withUsage: false)),
        VendorFault.EmptyData => Json(context, 200, """{"created":1,"data":[]}"""),
        VendorFault.ErrorWith200 => Error(context, 200, null, "Out of memory.", "server_error"),
        VendorFault.Url or VendorFault.UrlRedirect or VendorFault.UrlRedirectToMetadata or VendorFault.UrlRedirectForever or VendorFault.UrlExpired or VendorFault.UrlFlaky =>
            Link(context, FileOf(fault)),
        _ => Common(context, fault),
    };

    private string Base64 => Convert.ToBase64String(Picture);

    private async Task Generate(HttpContext context)
    {
        var body = await BodyOf(context);
        var json = JsonNode.Parse(body)!.AsObject();
        context.Items[Kind] = Partials(json);
        await Receive(context, json["prompt"]?.GetValue<string>() ?? "", body, Refusal(context, json));
    }

    private VendorFault? Refusal(HttpContext context, JsonObject json) =>
        IsKeyWrong(context) && IsKeyWrong(context, "api-key", "") ? VendorFault.InvalidApiKey
        : json["model"]?.GetValue<string>().StartsWith(StrictModelPrefix, StringComparison.Ordinal) == true && LegacyFields.Any(json.ContainsKey) ? Misfit
        : IsMisfit(json) ? Misfit
        : null;

    private Task Blocked(HttpContext context) => IsAzure
        ? Json(context, 400, JsonSerializer.Serialize(new
        {
            error = new
            {
                code = "content_policy_violation",
                message = Sentence(context, "This request has been blocked by our content filters."),
                inner_error = new { code = "ResponsibleAIPolicyViolation", content_filter_results = new { violence = new { filtered = true, severity = "high" } } },
            },
        }))
        : Error(context, 400, "moderation_blocked", $"Rejected by the safety system. safety_violations=[violence].{Remark}", "image_generation_user_error");

    private Task Withheld(HttpContext context) => IsAzure
        ? Error(context, 400, "contentFilter", "Your task failed as a result of our safety system.")
        : Json(context, 400, """{"error":{"message":"Withheld.","type":"image_generation_user_error","code":"moderation_blocked","moderation_details":{"moderation_stage":"output","categories":["violence"]}}}""");

    private string Revised => Remark is { } words ? $",\"revised_prompt\":{JsonSerializer.Serialize(words)}" : "";

    private string Body(string base64, bool withUsage = true) =>
        "{\"created\":1,\"data\":[{\"b64_json\":\"" + base64 + "\"" + (IsAzure ? Verdict : Revised) + "}]" + (withUsage ? Usage : "") + "}";

    private Task Link(HttpContext context, string file) =>
        Json(context, 200, JsonSerializer.Serialize(new { created = 1, data = new[] { new { url = $"{Root()}/files/{file}" } } }));

    private Task Error(HttpContext context, int status, string? code, string message, string type = "invalid_request_error") =>
        Json(context, status, JsonSerializer.Serialize(new { error = new { message = Sentence(context, message), type, param = (string?)null, code } }));
}
