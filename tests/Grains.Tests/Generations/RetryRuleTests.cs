using CsCheck;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;

namespace DonatelloAI.Grains.Tests.Generations;

/// <summary>What follows an attempt without an image.</summary>
public sealed class RetryRuleTests
{
    private static readonly GenerationOptions Bounds = new() { MaxAttempts = 5, MaxUnknownAttempts = 1 };

    private static readonly Gen<(ProviderError Error, BilledState Billed, CallKind Kind, int Attempts, int Unknown, int MaxRetries, bool CalledOff)> Cases =
        Gen.Select(
            Gen.Enum<ProviderError>(), Gen.Enum<BilledState>(), Gen.Enum<CallKind>(), Gen.Int[1, 12], Gen.Int[0, 4], Gen.Int[0, 12], Gen.Bool);

    [Theory]
    [InlineData(ProviderError.InvalidRequest, AfterFailure.Release)]
    [InlineData(ProviderError.ContentBlockedInput, AfterFailure.Release)]
    [InlineData(ProviderError.ContentBlockedOutput, AfterFailure.Release)]
    [InlineData(ProviderError.RateLimited, AfterFailure.Retry)]
    [InlineData(ProviderError.QuotaExhausted, AfterFailure.Release)]
    [InlineData(ProviderError.Authentication, AfterFailure.Release)]
    [InlineData(ProviderError.ModelRetired, AfterFailure.Release)]
    [InlineData(ProviderError.Unreachable, AfterFailure.Retry)]
    [InlineData(ProviderError.ServerError, AfterFailure.Retry)]
    [InlineData(ProviderError.OutcomeUnknown, AfterFailure.Retry)]
    [InlineData(ProviderError.InvalidAnswer, AfterFailure.Retry)]
    [InlineData(ProviderError.Cancelled, AfterFailure.Release)]
    public void Decide_OfAnUnbilledFailure_RetriesWhatMayPass(ProviderError error, AfterFailure expected) =>
        Assert.All(Enum.GetValues<CallKind>(), kind => Assert.Equal(expected, Decide(error, BilledState.No, kind)));

    [Fact]
    public void Decide_OfABilledFailure_ChargesWhateverTheBounds() => Cases.Sample(
        one => Decide(one with { Billed = BilledState.Yes }) == AfterFailure.Charge, iter: 2_000);

    [Fact]
    public void Decide_OfAPaidCallThatMayBeCharged_NeverGivesItsMoneyBack() => Cases.Where(one => one.Kind != CallKind.Repeatable).Sample(
        one => Decide(one with { Billed = BilledState.Unknown }) is AfterFailure.TopUpAndRetry or AfterFailure.KeepHeld, iter: 2_000);

    [Fact]
    public void Decide_OfAFreeCall_NeverKeepsMoney() => Cases.Where(one => one.Billed != BilledState.Yes).Sample(
        one => Decide(one with { Kind = CallKind.Repeatable }) is AfterFailure.Retry or AfterFailure.Release, iter: 2_000);

    [Fact]
    public void Decide_BeyondAnyBoundOrCalledOff_NeverTriesAgain() => Cases.Sample(
        one => IsWithin(one) || Decide(one) is not (AfterFailure.Retry or AfterFailure.TopUpAndRetry), iter: 5_000);

    [Fact]
    public void Backoff_WithoutAWish_LiesBetweenNothingAndItsBound() => Gen.Select(Gen.Int[1, 1_000], Gen.Double[0, 1]).Sample(
        one => RetryRule.Backoff(one.Item1, null, one.Item2) is var wait
            && wait >= TimeSpan.Zero
            && wait <= TimeSpan.FromSeconds(Math.Min(30, Math.Pow(2, one.Item1 - 1))),
        iter: 2_000);

    [Fact]
    public void Backoff_WithAWish_IsNeverShorterThanIt() => Gen.Select(Gen.Int[1, 1_000], Gen.Int[0, 600], Gen.Double[0, 1]).Sample(
        one => RetryRule.Backoff(one.Item1, TimeSpan.FromSeconds(one.Item2), one.Item3) >= TimeSpan.FromSeconds(one.Item2), iter: 2_000);

    [Theory]
    [InlineData(ProviderError.InvalidRequest, false)]
    [InlineData(ProviderError.ContentBlockedInput, false)]
    [InlineData(ProviderError.ContentBlockedOutput, false)]
    [InlineData(ProviderError.RateLimited, true)]
    [InlineData(ProviderError.QuotaExhausted, true)]
    [InlineData(ProviderError.Authentication, true)]
    [InlineData(ProviderError.ModelRetired, true)]
    [InlineData(ProviderError.Unreachable, true)]
    [InlineData(ProviderError.ServerError, true)]
    [InlineData(ProviderError.OutcomeUnknown, true)]
    [InlineData(ProviderError.InvalidAnswer, true)]
    [InlineData(ProviderError.Cancelled, false)]
    public void Decide_WithARunnerUpAndNoRetriesLeft_FallsBackOnWhatAnotherModelMayNotMeet(ProviderError error, bool fallsBack)
    {
        var one = (error, BilledState.No, CallKind.Unconfirmable, 1, 0, MaxRetries: 0, CalledOff: false);

        Assert.Equal(fallsBack ? AfterFailure.FallBack : AfterFailure.Release, RetryRule.Decide(Failed(one) with { HasRunnerUp = true }, Bounds));
    }

    [Fact]
    public void Decide_WithARunnerUp_NeverFallsBackWhileARetryIsLeftNorBeyondTheBoundsOfAll() => Cases.Sample(
        one => RetryRule.Decide(Failed(one) with { HasRunnerUp = true }, Bounds) != AfterFailure.FallBack
            || (Decide(one) is AfterFailure.Release or AfterFailure.KeepHeld && !one.CalledOff && one.Attempts < Bounds.MaxAttempts),
        iter: 5_000);

    [Fact]
    public void Decide_WithARunnerUpAfterACallThatMayBeCharged_MakesOneMoreOnly()
    {
        var one = (ProviderError.OutcomeUnknown, BilledState.Unknown, CallKind.Unconfirmable, 2, 1, MaxRetries: 0, CalledOff: false);

        Assert.Equal(AfterFailure.FallBack, RetryRule.Decide(Failed(one) with { HasRunnerUp = true }, Bounds));
        Assert.Equal(AfterFailure.KeepHeld, RetryRule.Decide(Failed(one) with { HasRunnerUp = true, UnknownAttempts = 2 }, Bounds));
    }

    [Theory]
    [InlineData(10, null, AfterFailure.Retry)]
    [InlineData(10, 10, AfterFailure.Retry)]
    [InlineData(10, 11, AfterFailure.Release)]
    [InlineData(0, null, AfterFailure.Release)]
    [InlineData(-1, null, AfterFailure.Release)]
    public void Decide_AsTheTimeGoesBy_RetriesWhatStillBeginsInIt(int secondsLeft, int? retryAfter, AfterFailure expected)
    {
        var failed = Failed((ProviderError.ServerError, BilledState.No, CallKind.Unconfirmable, 1, 0, 3, false));
        var wish = retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
        failed = failed with { TimeLeft = TimeSpan.FromSeconds(secondsLeft), Answer = failed.Answer with { RetryAfter = wish } };

        Assert.Equal(expected, RetryRule.Decide(failed, Bounds));
        Assert.Equal(expected == AfterFailure.Retry ? expected : AfterFailure.FallBack, RetryRule.Decide(failed with { HasRunnerUp = true }, Bounds));
    }

    private static bool IsWithin((ProviderError Error, BilledState Billed, CallKind Kind, int Attempts, int Unknown, int MaxRetries, bool CalledOff) one) =>
        !one.CalledOff
        && one.Attempts <= one.MaxRetries
        && one.Attempts < Bounds.MaxAttempts
        && (one.Billed != BilledState.Unknown || one.Kind == CallKind.Repeatable || one.Unknown <= Bounds.MaxUnknownAttempts);

    private static AfterFailure Decide(ProviderError error, BilledState billed, CallKind kind) => Decide((error, billed, kind, 1, 0, 3, false));

    private static AfterFailure Decide(
        (ProviderError Error, BilledState Billed, CallKind Kind, int Attempts, int Unknown, int MaxRetries, bool CalledOff) one) =>
        RetryRule.Decide(Failed(one), Bounds);

    private static FailedAttempt Failed(
        (ProviderError Error, BilledState Billed, CallKind Kind, int Attempts, int Unknown, int MaxRetries, bool CalledOff) one) => new()
    {
        Answer = new ProviderRefused { Error = one.Error, Billed = one.Billed, Message = "" },
        Kind = one.Kind,
        Attempts = one.Attempts,
        AttemptsOfModel = one.Attempts,
        UnknownAttempts = one.Unknown,
        MaxRetries = one.MaxRetries,
        IsCalledOff = one.CalledOff,
    };
}
