using System.Threading.RateLimiting;
using DonatelloAI.Api.Problems;

namespace DonatelloAI.Api.Admission;

/// <summary>
/// Bounds what is begun a second and what is in progress: so many requests run, so many wait for a while, and the next one is told to come
/// back at once instead of making all of them slow.
/// </summary>
internal sealed class AdmissionMiddleware(RequestDelegate next, ApiOptions options, TimeProvider time, AdmissionInstruments instruments) : IDisposable
{
    private readonly TimeSpan _queueTime = TimeSpan.FromMilliseconds(options.Admission.QueueMilliseconds);
    private readonly RequestRate? _rate = RequestRate.Of(options.Admission);
    private readonly ConcurrencyLimiter _places = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = options.Admission.MaxConcurrentRequests,
        QueueLimit = options.Admission.QueueLength,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    public async Task InvokeAsync(HttpContext context)
    {
        if (Unbounded.Is(context))
        {
            await next(context);
        }
        else if (_rate is not null && !_rate.TryTake(out var pause))
        {
            await Refuse(context, AdmissionRefusal.Rate, KnownProblems.Overloaded(pause));
        }
        else
        {
            await Enter(context);
        }
    }

    public void Dispose()
    {
        _rate?.Dispose();
        _places.Dispose();
    }

    private async Task Enter(HttpContext context)
    {
        var (place, reason) = await FindPlace(context.RequestAborted);
        using (place)
        {
            if (!place.IsAcquired)
            {
                await Refuse(context, reason, KnownProblems.Overloaded());
                return;
            }

            using var running = instruments.Running();
            await next(context);
        }
    }

    /// <summary>A place, or one that was not acquired and why.</summary>
    private async ValueTask<(RateLimitLease Place, AdmissionRefusal Reason)> FindPlace(CancellationToken gone)
    {
        var place = _places.AttemptAcquire();
        if (place.IsAcquired)
        {
            return (place, default);
        }

        using var late = new CancellationTokenSource(_queueTime, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(late.Token, gone);
        using var waiting = instruments.Waiting();
        try
        {
            return (await _places.AcquireAsync(1, ending.Token), AdmissionRefusal.QueueLength);
        }
        catch (OperationCanceledException) when (!gone.IsCancellationRequested)
        {
            return (place, AdmissionRefusal.QueueTime);
        }
    }

    private Task Refuse(HttpContext context, AdmissionRefusal reason, Problem problem)
    {
        instruments.Refused(reason);
        return new ProblemResult(problem).ExecuteAsync(context);
    }
}
