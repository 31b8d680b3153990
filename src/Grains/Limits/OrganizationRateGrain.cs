using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace DonatelloAI.Grains.Limits;

/// <summary>An organisation's rate in the cluster: the state machine on a clock. Awaits no other grain.</summary>
public sealed class OrganizationRateGrain(
    IOptions<LimitOptions> options,
    [FromKeyedServices(DomainClock.Key)] TimeProvider time) : Grain, IOrganizationRateGrain
{
    private readonly OrganizationQuota _quota = new(Math.Max(1, options.Value.OrganizationPerMinute));

    /// <inheritdoc/>
    public Task<QuotaGrant> Lease(QuotaRequest request) => Task.FromResult(_quota.Lease(request, time.GetUtcNow()));
}
