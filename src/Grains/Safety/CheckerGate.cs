using DonatelloAI.Grains.Providers;
using DonatelloAI.Grains.Providers.Scheduling;

namespace DonatelloAI.Grains.Safety;

/// <summary>
/// The way to one checker: so many questions at a time, each within its time, and none for a while after too many went wrong. One for the whole
/// process.
/// </summary>
internal sealed class CheckerGate(IContentChecker checker, SafetyOptions options, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _seats = new(options.MaxAtOnce);
    private readonly Lock _lock = new();

    // Half of at least five questions in half a minute; then a quarter of a minute's rest, doubled up to two minutes.
    private readonly PoolBreaker _breaker = new(new PoolOptions { BreakerMinCalls = 5, BreakerFailurePercent = 50, BreakerOpenSeconds = 15, BreakerMaxOpenSeconds = 120 });

    /// <summary>The checker's name.</summary>
    public string Name => checker.Name;

    /// <summary>Asks; whatever happens becomes an answer, but for the caller's own end.</summary>
    public async Task<CheckAnswer> Ask(Func<IContentChecker, CancellationToken, Task<CheckAnswer>> question, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(options.TimeoutSeconds), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await _seats.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new CheckFailed("busy");
        }

        try
        {
            return await AskSeated(question, either.Token, cancellationToken);
        }
        finally
        {
            _seats.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _seats.Dispose();

    private async Task<CheckAnswer> AskSeated(
        Func<IContentChecker, CancellationToken, Task<CheckAnswer>> question, CancellationToken patience, CancellationToken cancellationToken)
    {
        if (TryBegin() is not { } isTrial)
        {
            return new CheckFailed("resting");
        }

        var health = CallHealth.Unknown;
        try
        {
            var answer = await question(checker, patience);
            health = answer is CheckFailed { IsSick: true } ? CallHealth.Bad : CallHealth.Good;
            return answer;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // An adapter's defect is no reason to lose a generation; the policy says what follows.
            health = CallHealth.Bad;
            return new CheckFailed(patience.IsCancellationRequested ? "timeout" : $"defect_{failure.GetType().Name}");
        }
        finally
        {
            Report(health, isTrial);
        }
    }

    /// <summary>Whether the question is the trial after a rest; null while the checker rests.</summary>
    private bool? TryBegin()
    {
        lock (_lock)
        {
            return _breaker.Allows(time.GetUtcNow()) ? _breaker.Begin() : null;
        }
    }

    private void Report(CallHealth health, bool isTrial)
    {
        lock (_lock)
        {
            _breaker.Report(health, isTrial, time.GetUtcNow());
        }
    }
}
