using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Orleans.Runtime.Services;

namespace DonatelloAI.Grains.Organizations;

/// <summary>
/// Tells every silo of the cluster that an organisation has changed who may come in. A silo that does not answer in time reads people
/// again once they are <see cref="Users.UserGrain.MaxAge"/> old.
/// </summary>
public sealed partial class EpochPush(IServiceProvider services, ISiloStatusOracle silos, TimeProvider time, ILogger<EpochPush> logger)
    : GrainServiceClient<IEpochService>(services)
{
    /// <summary>How long one silo is waited for: 5 seconds.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ILogger _logger = logger;

    /// <summary>Returns when every silo has answered or was waited for long enough; never throws for one that does not.</summary>
    public Task ToAll(Guid organizationId) => Tell(organizationId, service => service.Raise(organizationId));

    /// <summary>The same; and every silo lets go of the data keys of a person who was erased.</summary>
    public Task Erased(Guid organizationId, Guid userId) => Tell(organizationId, service => service.Erased(organizationId, userId));

    /// <summary>
    /// Catalogue, prices, rates or freezes have changed: every silo reads them again. One that does not answer in time does so by itself, after
    /// <see cref="Providers.Routing.ModelDirectoryOptions.RefreshSeconds"/>.
    /// </summary>
    public Task Reread() => Tell(Guid.Empty, static service => service.Reread());

    private Task Tell(Guid organizationId, Func<IEpochService, Task> news) =>
        Task.WhenAll(silos.GetApproximateSiloStatuses(onlyActive: true).Keys.Select(silo => To(silo, organizationId, news)));

    private async Task To(SiloAddress silo, Guid organizationId, Func<IEpochService, Task> news)
    {
        try
        {
            await news(GetGrainService(silo)).WaitAsync(Patience, time);
        }
        catch (Exception lost) when (lost is TimeoutException or OrleansException)
        {
            LogNotTold(silo, organizationId, lost.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Silo {Silo} was not told of a change in organisation {OrganizationId} ({Failure}): it holds there within 30 seconds")]
    private partial void LogNotTold(SiloAddress silo, Guid organizationId, string failure);
}
