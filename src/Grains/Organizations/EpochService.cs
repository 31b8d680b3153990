using DonatelloAI.Contracts;
using DonatelloAI.Grains.Providers.Routing;
using DonatelloAI.Grains.Users;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace DonatelloAI.Grains.Organizations;

/// <summary>Passes what it is told to the silo's <see cref="OrganizationEpochs"/> to its keys of people and to its copy of the catalogue.</summary>
[Reentrant]
public sealed class EpochService(GrainId id, Silo silo, ILoggerFactory loggers, OrganizationEpochs epochs, IPersonalSealer sealer, ModelDirectory models)
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

    /// <inheritdoc/>
    public async Task Reread()
    {
        try
        {
            await models.Reload();
        }
        catch (StorageUnavailableException)
        {
            // A silo that has never read the catalogue reads it when somebody first asks.
        }
    }
}
