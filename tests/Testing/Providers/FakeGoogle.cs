using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DonatelloAI.Testing.Providers;

/// <summary>A fake of Google's image models: generateContent and predict, at the addresses of the Gemini API and of Vertex.</summary>
public sealed class FakeGoogle : FakeVendor
{
    private const string Usage =
        ",\"usageMetadata\":{\"promptTokenCount\":12,\"candidatesTokenCount\":1130,\"thoughtsTokenCount\":40,\"totalTokenCount\":1182,"
        + "\"promptTokensDetails\":[{\"modality\":\"TEXT\",\"tokenCount\":12}],\"candidatesTokensDetails\":[{\"modality\":\"IMAGE\",\"tokenCount\":1120},{\"modality\":\"TEXT\",\"tokenCount\":10}]}";

    private const string PromptUsage = ",\"usageMetadata\":{\"promptTokenCount\":12,\"totalTokenCount\":12}";

    private bool _isPredict;

    private FakeGoogle(TimeProvider time)
        : base(time)
    {
    }

    /// <inheritdoc/>
    public override string BaseUrl => $"{Root()}/v1beta";

    /// <summary>What to set as BaseUrl for Vertex.</summary>
    public string VertexUrl => $"{Root()}/v1";

    /// <summary>What to set as the token address of a service account.</summary>
    public string TokenUrl => $"{Root()}/token";

    /// <summary>The claims that were exchanged for tokens.</summary>
    public IList<string> Claims { get; } = [];

    /// <summary>Starts a fake vendor.</summary>
    public static async Task<FakeGoogle> Start(TimeProvider? time = null)
    {
        var vendor = new FakeGoogle(time ?? TimeProvider.System);
        await vendor.Open(app =>
        {
            app.MapPost("/v1beta/models/{call}", vendor.Generate);
            app.MapPost("/v1/projects/{project}/locations/{location}/publishers/google/models/{call}", vendor.Generate);
            app.MapPost("/token", vendor.Token);
        });
        return vendor;
    }

    /// <inheritdoc/>
    public override bool Knows(VendorFault fault) => fault is not
        (VendorFault.ContentPolicy or VendorFault.BillingLimit or VendorFault.ErrorWith200 or VendorFault.JobFailed or VendorFault.JobLost
            or VendorFault.Url or VendorFault.UrlRedirect or VendorFault.UrlRedirectToMetadata or VendorFault.UrlRedirectForever or VendorFault.UrlExpired or VendorFault.UrlFlaky);

    /// <inheritdoc/>
    protected override FakeReply Success(byte[] picture) => FakeReply.Json(Body(Convert.ToBase64String(picture), Usage));

    /// <inheritdoc/>
    protected override Task Say(HttpContext context, VendorFault fault) => fault switch
    {
        VendorFault.InvalidApiKey => Error(context, 400, "INVALID_ARGUMENT", "API key not valid.", """{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID"}"""),
        VendorFault.Forbidden => Error(context, 403, "PERMISSION_DENIED", "Not allowed."),
        VendorFault.InvalidValue => Error(context, 400, "INVALID_ARGUMENT", "Unknown aspect ratio."),
        VendorFault.ModelNotFound => Error(context, 404, "NOT_FOUND", "The model is not found."),
        VendorFault.RateLimited or VendorFault.RateLimitedSeconds or VendorFault.RateLimitedDate or VendorFault.RateLimitedSilently =>
            Error(context, 429, "RESOURCE_EXHAUSTED", "Resource has been exhausted."),
        VendorFault.RateLimitedInBody => Error(
            context, 429, "RESOURCE_EXHAUSTED", "Resource has been exhausted.", """{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34s"}"""),
        VendorFault.QuotaUsedUp => Error(
            context, 429, "RESOURCE_EXHAUSTED", "You exceeded your current quota.",
            """{"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaId":"GenerateRequestsPerDayPerProjectPerModel"}]}"""),
        VendorFault.ServerError => Error(context, 500, "INTERNAL", "An internal error has occurred."),
        VendorFault.Overloaded => Error(context, 503, "UNAVAILABLE", "The model is overloaded."),
        VendorFault.ModerationBlocked when _isPredict => Error(context, 400, "INVALID_ARGUMENT", "The prompt could not be submitted."),
        VendorFault.ModerationBlocked => Json(context, 200, "{\"promptFeedback\":{\"blockReason\":\"PROHIBITED_CONTENT\"}" + PromptUsage + ",\"responseId\":\"resp-1\"}"),
        VendorFault.OutputBlocked => Withheld(context, PromptUsage),
        VendorFault.FilteredWith200 => Withheld(context, Usage),
        VendorFault.EmptyData => Json(context, 200, _isPredict ? "{}" : "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"I cannot.\"}]},\"finishReason\":\"NO_IMAGE\"}]" + PromptUsage + "}"),
        VendorFault.NoUsage => Json(context, 200, Body(Convert.ToBase64String(Picture), "")),
        _ => Common(context, fault),
    };

    private async Task Generate(HttpContext context, string call)
    {
        _isPredict = call.EndsWith(":predict", StringComparison.Ordinal);
        var body = await BodyOf(context);
        var json = JsonNode.Parse(body)!;
        var prompt = _isPredict ? json["instances"]![0]!["prompt"] : json["contents"]![0]!["parts"]![0]!["text"];
        var refusal = IsKeyWrong(context, "x-goog-api-key", "") && IsKeyWrong(context) ? VendorFault.InvalidApiKey : (VendorFault?)null;
        await Receive(context, prompt!.GetValue<string>(), body, refusal);
    }

    private async Task Token(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        Claims.Add($"{form["assertion"]}");
        await Json(context, 200, JsonSerializer.Serialize(new { access_token = $"token-{Claims.Count}", expires_in = 3_600, token_type = "Bearer" }));
    }

    private Task Withheld(HttpContext context, string usage) => Json(
        context,
        200,
        _isPredict ? """{"predictions":[{"raiFilteredReason":"Withheld for safety."}]}""" : "{\"candidates\":[{\"finishReason\":\"IMAGE_SAFETY\"}]" + usage + ",\"responseId\":\"resp-1\"}");

    // A thinking model sends sketches and words before the image.
    private string Body(string base64, string usage) => _isPredict
        ? "{\"predictions\":[{\"bytesBase64Encoded\":\"" + base64 + "\",\"mimeType\":\"image/jpeg\"}]}"
        : "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"thought\":true,\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"AAAA\"}},"
            + "{\"text\":\"Here it is.\"},{\"inlineData\":{\"mimeType\":\"image/jpeg\",\"data\":\"" + base64 + "\"}}]},\"finishReason\":\"STOP\"}]"
            + usage + ",\"modelVersion\":\"m\",\"responseId\":\"resp-1\"}";

    private Task Error(HttpContext context, int code, string status, string message, string? detail = null) => Json(
        context,
        code,
        "{\"error\":{\"code\":" + code + ",\"status\":\"" + status + "\",\"message\":" + JsonSerializer.Serialize(Sentence(context, message)) + ",\"details\":[" + detail + "]}}");
}
