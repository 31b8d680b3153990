using DonatelloAI.Grains.Users;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace DonatelloAI.Grains.Organizations;

/// <summary>Passes what it is told to the silo's <see cref="OrganizationEpochs"/> and to its keys of people.</summary>
[Reentrant]
public sealed class EpochService(GrainId id, Silo silo, ILoggerFactory loggers, OrganizationEpochs epochs, IPersonalSealer sealer)
    : GrainService(id, silo, loggers), IEpochService
{
    /// <inheritdoc/>
    public Task Raise(Guid organizationId)
    {
        epochs.Raise(organizationId);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Erased(Guid organizationId, Guid userId)
    {
        sealer.Forget(userId);
        return Raise(organizationId);
    }
}
