namespace DonatelloAI.Grains.Providers.Scheduling;

/// <summary>
/// The circuit breaker of an account. Closed, it opens when too many of the latest calls failed; open, it lets nothing through
/// for a while; then one trial decides whether it closes or opens for twice as long. Pure.
/// </summary>
/// <remarks>Calls that were on their way when it opened decide nothing, nor do calls that say nothing about the vendor's health.</remarks>
public sealed class PoolBreaker(PoolOptions options)
{
    private const int MaxSamples = 1_000;

    private readonly Queue<(DateTimeOffset At, bool IsBad)> _samples = new();
    private int _bad;
    private TimeSpan _openFor = TimeSpan.FromSeconds(options.BreakerOpenSeconds);
    private bool _isTrying;

    /// <summary>Until when it lets nothing through; a moment in the past while a trial may be, or is, made; null when closed.</summary>
    public DateTimeOffset? OpenUntil { get; private set; }

    /// <summary>True when a call may begin.</summary>
    public bool Allows(DateTimeOffset now) => OpenUntil is not { } until || (now >= until && !_isTrying);

    /// <summary>A call begins that <see cref="Allows"/> allowed.</summary>
    /// <returns>True when it is the trial.</returns>
    public bool Begin() => _isTrying = OpenUntil is not null;

    /// <summary>A call has ended, or is lost.</summary>
    public void Report(CallHealth health, bool isTrial, DateTimeOffset now)
    {
        if (OpenUntil is null)
        {
            if (health is CallHealth.Good or CallHealth.Bad) Count(health == CallHealth.Bad, now);
        }
        else if (isTrial)
        {
            Conclude(health, now);
        }
    }

    private void Conclude(CallHealth health, DateTimeOffset now)
    {
        _isTrying = false;
        if (health == CallHealth.Good)
        {
            OpenUntil = null;
            _openFor = TimeSpan.FromSeconds(options.BreakerOpenSeconds);
        }
        else if (health == CallHealth.Bad)
        {
            var longest = TimeSpan.FromSeconds(options.BreakerMaxOpenSeconds);
            _openFor = _openFor * 2 < longest ? _openFor * 2 : longest;
            OpenUntil = now + _openFor;
        }
    }

    private void Count(bool isBad, DateTimeOffset now)
    {
        _samples.Enqueue((now, isBad));
        if (isBad) _bad++;
        while (_samples.Count > MaxSamples || _samples.Peek().At <= now - TimeSpan.FromSeconds(options.BreakerWindowSeconds))
        {
            if (_samples.Dequeue().IsBad) _bad--;
        }

        if (_samples.Count < options.BreakerMinCalls || _bad * 100 < options.BreakerFailurePercent * _samples.Count) return;

        OpenUntil = now + _openFor;
        _samples.Clear();
        _bad = 0;
    }
}
