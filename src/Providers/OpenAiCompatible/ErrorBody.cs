using System.Text.Json;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.Http;

namespace DonatelloAI.Providers.OpenAiCompatible;

/// <summary>An error in OpenAI's shape, or in the shape of servers that follow it.</summary>
/// <param name="Message">The vendor's sentence.</param>
/// <param name="Code">Its code, such as <c>moderation_blocked</c>.</param>
/// <param name="Type">Its type, such as <c>insufficient_quota</c>.</param>
/// <param name="Stage">Where moderation stopped it: <c>input</c> or <c>output</c>; null where that is not said.</param>
/// <param name="InnerCode">Azure's code inside, such as <c>ResponsibleAIPolicyViolation</c>.</param>
internal sealed record ErrorBody(string? Message, string? Code = null, string? Type = null, string? Stage = null, string? InnerCode = null)
{
    /// <summary>No error that could be read.</summary>
    public static readonly ErrorBody None = new(Message: null);

    public static ErrorBody Read(VendorReply reply)
    {
        using var json = reply.Json();
        return json is null ? None : Of(json.RootElement);
    }

    public static ErrorBody Of(JsonElement root) => root.Get("error") switch
    {
        { ValueKind: JsonValueKind.Object } error => new ErrorBody(
            error.Text("message"),
            error.Text("code"),
            error.Text("type"),
            error.Get("moderation_details")?.Text("moderation_stage"),
            (error.Get("inner_error") ?? error.Get("innererror"))?.Text("code")),
        { ValueKind: JsonValueKind.String } error => new ErrorBody(error.GetString(), root.Text("code"), root.Text("type")),
        // FastAPI servers say {"detail": …}.
        _ => root.Text("detail") is { } detail ? new ErrorBody(detail) : None,
    };

    /// <summary>An error in the middle of a stream: as elsewhere, or flat.</summary>
    public static ErrorBody OfEvent(JsonElement root) =>
        root.Get("error") is not null ? Of(root) : new ErrorBody(root.Text("message"), root.Text("code"), root.Text("type") is "error" ? null : root.Text("type"));

    /// <summary>The refusal of an answer that is no picture.</summary>
    public ProviderRefused ToRefusal(VendorReply reply) => reply.Refuse(Message ?? Code ?? Type, Known);

    private (ProviderError Error, BilledState Billed)? Known => this switch
    {
        // What was made and withheld may have been charged; nobody promises either.
        _ when IsModeration => IsAfterwards ? (ProviderError.ContentBlockedOutput, BilledState.Unknown) : (ProviderError.ContentBlockedInput, BilledState.No),
        { Code: "rate_limit_exceeded" } => (ProviderError.RateLimited, BilledState.No),
        _ when IsQuota => (ProviderError.QuotaExhausted, BilledState.No),
        { Code: "model_not_found" or "DeploymentNotFound" } => (ProviderError.ModelRetired, BilledState.No),
        _ => null,
    };

    private bool IsModeration =>
        Code is "moderation_blocked" or "content_policy_violation" or "content_filter" or "contentFilter" || InnerCode is "ResponsibleAIPolicyViolation";

    // Azure tells its two sides apart by the code, and in older answers by the sentence.
    private bool IsAfterwards =>
        Stage == "output" || Code == "contentFilter" || Message?.StartsWith("Generated image", StringComparison.OrdinalIgnoreCase) == true;

    private bool IsQuota =>
        Code is "insufficient_quota" or "billing_hard_limit_reached" or "billing_not_active" || Type is "insufficient_quota";
}
