using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;

namespace DonatelloAI.Providers.Http;

/// <summary>What an HTTP status says by itself, where the vendor's words add nothing.</summary>
internal static class StatusRule
{
    /// <summary>The class of a status, and whether the request may have been charged.</summary>
    /// <param name="status">Any but 200.</param>
    /// <param name="hasReason">True where the body gives a reason in the vendor's own form, so that it was the vendor who answered.</param>
    public static (ProviderError Error, BilledState Billed) Of(int status, bool hasReason) => status switch
    {
        402 => (ProviderError.QuotaExhausted, BilledState.No),
        410 => (ProviderError.ModelRetired, BilledState.No),
        401 or 403 => (ProviderError.Authentication, BilledState.No),
        429 => (ProviderError.RateLimited, BilledState.No),
        >= 300 and < 400 => (ProviderError.InvalidAnswer, BilledState.No),
        408 or 409 => (ProviderError.ServerError, BilledState.No),
        >= 400 and < 500 => (ProviderError.InvalidRequest, BilledState.No),

        // A gateway that got no answer says nothing about the server behind it, which may have worked and charged.
        502 or 504 or >= 520 => (ProviderError.OutcomeUnknown, BilledState.Unknown),
        503 => (ProviderError.ServerError, BilledState.No),
        >= 500 when hasReason => (ProviderError.ServerError, BilledState.No),
        >= 500 => (ProviderError.OutcomeUnknown, BilledState.Unknown),
        _ => (ProviderError.ServerError, BilledState.Unknown),
    };
}
