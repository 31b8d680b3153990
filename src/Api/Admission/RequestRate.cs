using System.Threading.RateLimiting;

namespace DonatelloAI.Api.Admission;

/// <summary>The capacity of a front end in requests a second, with a burst after a quiet time.</summary>
/// <remarks>
/// The bucket is filled by the time that has passed whenever somebody asks. The runtime's own timer adds a fixed amount at each of its
/// ticks, and on a busy machine ticks are missed: the capacity would fall just when it is needed.
/// </remarks>
internal sealed class RequestRate(int requestsPerSecond, int burst) : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly TokenBucketRateLimiter _bucket = new(new TokenBucketRateLimiterOptions
    {
        AutoReplenishment = false,
        TokensPerPeriod = requestsPerSecond,
        ReplenishmentPeriod = Second,
        TokenLimit = burst,
        QueueLimit = 0,
    });

    /// <summary>The rate that the settings ask for; null when they ask for none.</summary>
    public static RequestRate? Of(AdmissionSettings settings) =>
        settings.RequestsPerSecond == 0 ? null : new RequestRate(settings.RequestsPerSecond, settings.Burst);

    /// <summary>Counts a request.</summary>
    /// <param name="pause">When it is one too many: how long until trying again makes sense.</param>
    /// <returns>True when it may go on.</returns>
    public bool TryTake(out TimeSpan pause)
    {
        _bucket.TryReplenish();
        using var lease = _bucket.AttemptAcquire();
        pause = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : Second;
        return lease.IsAcquired;
    }

    public void Dispose() => _bucket.Dispose();
}
