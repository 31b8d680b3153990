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

    private static bool IsWithin((ProviderError Error, BilledState Billed, CallKind Kind, int Attempts, int Unknown, int MaxRetries, bool CalledOff) one) =>
        !one.CalledOff
        && one.Attempts <= one.MaxRetries
        && one.Attempts < Bounds.MaxAttempts
        && (one.Billed != BilledState.Unknown || one.Kind == CallKind.Repeatable || one.Unknown <= Bounds.MaxUnknownAttempts);

    private static AfterFailure Decide(ProviderError error, BilledState billed, CallKind kind) => Decide((error, billed, kind, 1, 0, 3, false));

    private static AfterFailure Decide(
        (ProviderError Error, BilledState Billed, CallKind Kind, int Attempts, int Unknown, int MaxRetries, bool CalledOff) one) => RetryRule.Decide(
        new ProviderRefused { Error = one.Error, Billed = one.Billed, Message = "" },
        one.Kind,
        one.Attempts,
        one.Unknown,
        one.MaxRetries,
        Bounds,
        one.CalledOff);
}
