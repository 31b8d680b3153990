using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace DonatelloAI.Grains.Organizations;

/// <summary>Passes what it is told to the silo's <see cref="OrganizationEpochs"/>.</summary>
[Reentrant]
public sealed class EpochService(GrainId id, Silo silo, ILoggerFactory loggers, OrganizationEpochs epochs)
    : GrainService(id, silo, loggers), IEpochService
{
    /// <inheritdoc/>
    public Task Raise(Guid organizationId)
    {
        epochs.Raise(organizationId);
        return Task.CompletedTask;
    }
}
