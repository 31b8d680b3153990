using DonatelloAI.Grains.Providers;

namespace DonatelloAI.Grains.Generations;

/// <summary>What follows an attempt that brought no image.</summary>
public static class RetryRule
{
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(30);

    /// <summary>Decides.</summary>
    /// <param name="failed">The failure, and what went before it.</param>
    /// <param name="bounds">Bounds of every generation.</param>
    public static AfterFailure Decide(FailedAttempt failed, GenerationOptions bounds)
    {
        if (failed.Answer.Billed == BilledState.Yes) return AfterFailure.Charge;

        var mayBeCharged = MayBeCharged(failed.Answer, failed.Kind);
        var mayCall = !failed.IsCalledOff
            && failed.Attempts < bounds.MaxAttempts
            && (!mayBeCharged || failed.UnknownAttempts <= bounds.MaxUnknownAttempts);
        if (mayCall && MayTryAgain(failed)) return mayBeCharged ? AfterFailure.TopUpAndRetry : AfterFailure.Retry;
        if (mayCall && failed.HasRunnerUp && IsOfItsModel(failed.Answer.Error)) return AfterFailure.FallBack;
        return mayBeCharged ? AfterFailure.KeepHeld : AfterFailure.Release;
    }

    /// <summary>True when nobody can say whether the vendor charged: then the hold must stay.</summary>
    public static bool MayBeCharged(ProviderRefused refused, CallKind kind) =>
        refused.Billed == BilledState.Unknown && kind != CallKind.Repeatable;

    /// <summary>True for failures that another call may not meet.</summary>
    public static bool IsPassing(ProviderError error) => error is
        ProviderError.RateLimited or ProviderError.Unreachable or ProviderError.ServerError or ProviderError.OutcomeUnknown or ProviderError.InvalidAnswer;

    /// <summary>True for failures that another model may not meet: those of a vendor, an account or a model, and none of the order's.</summary>
    public static bool IsOfItsModel(ProviderError error) =>
        IsPassing(error) || error is ProviderError.QuotaExhausted or ProviderError.Authentication or ProviderError.ModelRetired;

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

    private static bool MayTryAgain(FailedAttempt failed) =>
        IsPassing(failed.Answer.Error)
        && failed.AttemptsOfModel <= failed.MaxRetries
        && (failed.TimeLeft is not { } left || (left > TimeSpan.Zero && !(failed.Answer.RetryAfter > left)));
}

/// <summary>An attempt that brought no image, with all that its consequence depends on.</summary>
public sealed record FailedAttempt
{
    /// <summary>The answer.</summary>
    public required ProviderRefused Answer { get; init; }

    /// <summary>What kind of call it was.</summary>
    public required CallKind Kind { get; init; }

    /// <summary>Attempts of the generation so far, this one included.</summary>
    public required int Attempts { get; init; }

    /// <summary>Those of the same model.</summary>
    public required int AttemptsOfModel { get; init; }

    /// <summary>Those with an unknown outcome, this one included if it is one.</summary>
    public required int UnknownAttempts { get; init; }

    /// <summary>Attempts beyond the first that the model's settings allow.</summary>
    public required int MaxRetries { get; init; }

    /// <summary>In which another call of this model may begin; null where time is no bound, because the vendor did not fail.</summary>
    public TimeSpan? TimeLeft { get; init; }

    /// <summary>True when another model may make the image and was not asked yet.</summary>
    public bool HasRunnerUp { get; init; }

    /// <summary>True when somebody asked for a cancellation.</summary>
    public bool IsCalledOff { get; init; }
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

    /// <summary>Go to the runner-up, with money of its own.</summary>
    FallBack = 5,
}
