using System.Threading.RateLimiting;
using DonatelloAI.Api.Problems;

namespace DonatelloAI.Api.Generations;

/// <summary>Bounds the streams that are open: all together, and those of one person.</summary>
internal sealed class EventStreams(ApiOptions options) : IDisposable
{
    private const int RetryAfterSeconds = 5;

    private readonly PartitionedRateLimiter<Guid> _places = PartitionedRateLimiter.CreateChained(
        PartitionedRateLimiter.Create<Guid, int>(_ => RateLimitPartition.GetConcurrencyLimiter(0, _ => Places(options.MaxEventStreams))),
        PartitionedRateLimiter.Create<Guid, Guid>(user => RateLimitPartition.GetConcurrencyLimiter(user, _ => Places(options.MaxEventStreamsPerUser))));

    /// <summary>A place, to be given back; null when all are taken.</summary>
    public RateLimitLease? TryEnter(Guid userId)
    {
        var lease = _places.AttemptAcquire(userId);
        if (lease.IsAcquired)
        {
            return lease;
        }

        lease.Dispose();
        return null;
    }

    /// <summary>What is answered when all places are taken.</summary>
    public static Problem Full() => KnownProblems.Of(
        StatusCodes.Status429TooManyRequests, "too_many_streams", "Too many event streams are open: close some, or read the generations instead.")
        with { RetryAfterSeconds = RetryAfterSeconds };

    public void Dispose() => _places.Dispose();

    private static ConcurrencyLimiterOptions Places(int count) => new() { PermitLimit = count, QueueLimit = 0 };
}
