using System.Text.Json;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;

namespace DonatelloAI.Providers.OpenAiCompatible;

/// <summary>An error in OpenAI's shape, or in the shape of servers that follow it.</summary>
/// <param name="Message">The vendor's sentence.</param>
/// <param name="Code">Its code, such as <c>moderation_blocked</c>.</param>
/// <param name="Type">Its type, such as <c>insufficient_quota</c>.</param>
/// <param name="Stage">Where moderation stopped it: <c>input</c> or <c>output</c>; null where that is not said.</param>
internal sealed record ErrorBody(string? Message, string? Code, string? Type, string? Stage)
{
    private const int MaxMessageLength = 500;

    /// <summary>No error that could be read.</summary>
    public static readonly ErrorBody None = new(null, null, null, null);

    public static ErrorBody Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return Of(json.RootElement);
        }
        catch (JsonException)
        {
            return None;
        }
    }

    public static ErrorBody Of(JsonElement root) => root.Get("error") switch
    {
        { ValueKind: JsonValueKind.Object } error => new ErrorBody(
            error.Text("message"), error.Text("code"), error.Text("type"), error.Get("moderation_details")?.Text("moderation_stage")),
        { ValueKind: JsonValueKind.String } error => new ErrorBody(error.GetString(), root.Text("code"), root.Text("type"), null),
        // FastAPI servers say {"detail": …}.
        _ => root.Text("detail") is { } detail ? new ErrorBody(detail, null, null, null) : None,
    };

    /// <summary>The class of an answer that is no picture.</summary>
    public ProviderRefused ToRefusal(int status, TimeSpan? retryAfter)
    {
        var (error, billed) = Classify(status);
        return new ProviderRefused { Error = error, Billed = billed, Message = Sentence(status), RetryAfter = retryAfter };
    }

    private (ProviderError Error, BilledState Billed) Classify(int status) => this switch
    {
        // What was made and withheld may have been charged; nobody promises either.
        _ when IsModeration => Stage == "output" ? (ProviderError.ContentBlockedOutput, BilledState.Unknown) : (ProviderError.ContentBlockedInput, BilledState.No),
        _ when IsQuota || status == 402 => (ProviderError.QuotaExhausted, BilledState.No),
        _ when Code == "model_not_found" || status == 410 => (ProviderError.ModelRetired, BilledState.No),
        _ when status is 401 or 403 => (ProviderError.Authentication, BilledState.No),
        _ when status == 429 => (ProviderError.RateLimited, BilledState.No),
        _ when status is >= 300 and < 400 => (ProviderError.InvalidAnswer, BilledState.No),
        _ when status is 408 or 409 => (ProviderError.ServerError, BilledState.No),
        _ when status is >= 400 and < 500 => (ProviderError.InvalidRequest, BilledState.No),
        // A gateway that got no answer says nothing about the server behind it, which may have worked and charged.
        _ when status is 502 or 504 or >= 520 => (ProviderError.OutcomeUnknown, BilledState.Unknown),
        _ when status == 503 || (status >= 500 && this != None) => (ProviderError.ServerError, BilledState.No),
        _ when status >= 500 => (ProviderError.OutcomeUnknown, BilledState.Unknown),
        _ => (ProviderError.ServerError, BilledState.Unknown),
    };

    private bool IsModeration => Code is "moderation_blocked" or "content_policy_violation" or "content_filter";

    private bool IsQuota =>
        Code is "insufficient_quota" or "billing_hard_limit_reached" or "billing_not_active" || Type is "insufficient_quota";

    private string Sentence(int status) => Message is { Length: > 0 } message
        ? $"The vendor answered {status}: {(message.Length > MaxMessageLength ? message[..MaxMessageLength] : message)}"
        : $"The vendor answered {status} without a reason.";
}
