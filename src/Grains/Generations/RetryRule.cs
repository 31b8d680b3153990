using DonatelloAI.Grains.Providers;

namespace DonatelloAI.Grains.Generations;

/// <summary>What follows an attempt that brought no image.</summary>
public static class RetryRule
{
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(30);

    /// <summary>Decides.</summary>
    /// <param name="refused">The answer.</param>
    /// <param name="kind">What kind of call it was.</param>
    /// <param name="attempts">Attempts so far, this one included.</param>
    /// <param name="unknownAttempts">Attempts so far with an unknown outcome, this one included if it is one.</param>
    /// <param name="maxRetries">Attempts beyond the first that the model's settings allow.</param>
    /// <param name="bounds">Bounds of every generation.</param>
    /// <param name="calledOff">True when somebody asked for a cancellation.</param>
    public static AfterFailure Decide(
        ProviderRefused refused, CallKind kind, int attempts, int unknownAttempts, int maxRetries, GenerationOptions bounds, bool calledOff)
    {
        var mayGoOn = !calledOff && IsPassing(refused.Error) && attempts <= maxRetries && attempts < bounds.MaxAttempts;
        if (refused.Billed == BilledState.Yes) return AfterFailure.Charge;
        if (MayBeCharged(refused, kind)) return mayGoOn && unknownAttempts <= bounds.MaxUnknownAttempts ? AfterFailure.TopUpAndRetry : AfterFailure.KeepHeld;
        return mayGoOn ? AfterFailure.Retry : AfterFailure.Release;
    }

    /// <summary>True when nobody can say whether the vendor charged: then the hold must stay.</summary>
    public static bool MayBeCharged(ProviderRefused refused, CallKind kind) =>
        refused.Billed == BilledState.Unknown && kind != CallKind.Repeatable;

    /// <summary>True for failures that another call may not meet.</summary>
    public static bool IsPassing(ProviderError error) => error is
        ProviderError.RateLimited or ProviderError.Unreachable or ProviderError.ServerError or ProviderError.OutcomeUnknown or ProviderError.InvalidAnswer;

    /// <summary>How long to wait: exponential with full jitter, or what the vendor asked for if that is longer.</summary>
    /// <param name="attempts">Attempts so far.</param>
    /// <param name="retryAfter">What the vendor asked for.</param>
    /// <param name="jitter">A number from 0 to 1.</param>
    public static TimeSpan Backoff(int attempts, TimeSpan? retryAfter, double jitter)
    {
        var exponential = FirstBackoff * Math.Pow(2, Math.Min(attempts - 1, 10));
        var jittered = (exponential < LongestBackoff ? exponential : LongestBackoff) * jitter;
        return retryAfter > jittered ? retryAfter.Value : jittered;
    }
}

/// <summary>What follows an attempt that brought no image.</summary>
public enum AfterFailure
{
    /// <summary>Wait for another slot; the hold passes on to the next attempt.</summary>
    Retry = 0,

    /// <summary>The attempt may be charged: hold money for another one beside it, if that fits.</summary>
    TopUpAndRetry = 1,

    /// <summary>End without an image and release the hold.</summary>
    Release = 2,

    /// <summary>End without an image and settle what was charged.</summary>
    Charge = 3,

    /// <summary>End without an image; the hold stays until somebody knows.</summary>
    KeepHeld = 4,
}
