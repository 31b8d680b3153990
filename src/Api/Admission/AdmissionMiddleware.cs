using System.Threading.RateLimiting;
using DonatelloAI.Api.Problems;

namespace DonatelloAI.Api.Admission;

/// <summary>
/// Bounds what is in progress: so many requests run, so many wait, and the next one is told to come back at once instead of
/// making all of them slow.
/// </summary>
internal sealed class AdmissionMiddleware(RequestDelegate next, ApiOptions options) : IDisposable
{
    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = options.MaxConcurrentRequests,
        QueueLimit = options.QueueLength,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<Unbounded>() is not null)
        {
            await next(context);
            return;
        }

        using var lease = await _limiter.AcquireAsync(1, context.RequestAborted);
        if (!lease.IsAcquired)
        {
            await new ProblemResult(KnownProblems.Overloaded()).ExecuteAsync(context);
            return;
        }

        await next(context);
    }

    public void Dispose() => _limiter.Dispose();
}

/// <summary>Metadata of an endpoint that is not counted: it must answer under load, or stays open for long.</summary>
internal sealed class Unbounded;
