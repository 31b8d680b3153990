using System.Globalization;
using System.Threading.RateLimiting;
using DonatelloAI.Api.Access;
using DonatelloAI.Api.Limits;
using DonatelloAI.Api.Problems;
using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Api.Admission;

/// <summary>
/// Bounds what one client has in progress, so that nobody takes every place. It stands behind authentication: before it, a key's id with a
/// wrong secret would use up the places of somebody else.
/// </summary>
internal sealed class ClientMiddleware(RequestDelegate next, ApiOptions options, AdmissionInstruments instruments) : IDisposable
{
    private readonly string _policy = string.Create(
        CultureInfo.InvariantCulture, $"\"client\";q={options.Admission.MaxConcurrentRequestsPerClient};qu=\"concurrent-requests\"");

    // The limiter of a client that has been quiet for some seconds is dropped.
    private readonly PartitionedRateLimiter<Caller> _places = PartitionedRateLimiter.Create<Caller, Guid>(
        caller => RateLimitPartition.GetConcurrencyLimiter(
            caller.ApiKeyId ?? caller.UserId,
            _ => new ConcurrencyLimiterOptions { PermitLimit = options.Admission.MaxConcurrentRequestsPerClient, QueueLimit = 0 }));

    public async Task InvokeAsync(HttpContext context)
    {
        if (CurrentCaller.Find(context) is not { } caller || Unbounded.Is(context))
        {
            await next(context);
            return;
        }

        using var place = _places.AttemptAcquire(caller);
        if (!place.IsAcquired)
        {
            instruments.Refused(AdmissionRefusal.Client);
            context.Response.Headers[RateHeaders.Policy] = _policy;
            context.Response.Headers[RateHeaders.Limit] = "\"client\";r=0";
            await new ProblemResult(KnownProblems.TooManyOfClient()).ExecuteAsync(context);
            return;
        }

        await next(context);
    }

    public void Dispose() => _places.Dispose();
}
