using System.Globalization;
using System.Text.Json;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.Http;

namespace DonatelloAI.Providers.Google;

/// <summary>Google's error: <c>{"error":{"code","status","message","details":[…]}}</c>, whose details tell when to come back and which quota is used up.</summary>
internal static class GoogleError
{
    public static ProviderRefused Read(VendorReply reply)
    {
        using var json = reply.Json();
        return json?.RootElement.Get("error") is { } error
            ? reply.Refuse(error.Text("message") ?? error.Text("status"), Known(error, reply.Status), RetryDelay(error))
            : reply.Refuse(null);
    }

    private static (ProviderError, BilledState)? Known(JsonElement error, int status) => error.Text("status") switch
    {
        "NOT_FOUND" => (ProviderError.ModelRetired, BilledState.No),
        "RESOURCE_EXHAUSTED" when IsUsedUp(error) => (ProviderError.QuotaExhausted, BilledState.No),
        "FAILED_PRECONDITION" when status == 400 => (ProviderError.Authentication, BilledState.No),
        "INVALID_ARGUMENT" when HasReason(error, "API_KEY_INVALID") => (ProviderError.Authentication, BilledState.No),
        _ => null,
    };

    // A quota of a day is not there again soon, whatever the delay says.
    private static bool IsUsedUp(JsonElement error) => error.Items("details")
        .SelectMany(static detail => detail.Items("violations"))
        .Any(static violation => violation.Text("quotaId")?.Contains("PerDay", StringComparison.OrdinalIgnoreCase) == true);

    private static bool HasReason(JsonElement error, string reason) => error.Items("details").Any(detail => detail.Text("reason") == reason);

    private static TimeSpan? RetryDelay(JsonElement error) => error.Items("details")
        .Where(static detail => detail.Text("@type")?.EndsWith("RetryInfo", StringComparison.Ordinal) == true)
        .Select(static detail => Seconds(detail.Text("retryDelay")))
        .FirstOrDefault();

    // A duration is written as seconds with an s behind.
    private static TimeSpan? Seconds(string? text) =>
        text is [.. var number, 's'] && double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(Math.Min(seconds, RetryAfter.Longest.TotalSeconds))
            : null;
}
