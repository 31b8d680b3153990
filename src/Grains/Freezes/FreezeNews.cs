using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Freezes;
using DonatelloAI.Grains.Organizations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Grains.Providers.Routing;

namespace DonatelloAI.Grains.Freezes;

/// <summary>
/// Tells the cluster of freezes that began or ended: every silo reads them, and the schedulers look at what waits, so that what was
/// frozen goes on by itself.
/// </summary>
public sealed class FreezeNews(EpochPush silos, ModelDirectory directory, IGrainFactory grains)
{
    /// <summary>Returns when every silo that answers has heard; does nothing where nothing changed.</summary>
    public Task Tell(FreezeView? before, FreezeView? after) => before == after ? Task.CompletedTask : Tell();

    /// <summary>Every silo that answers reads catalogue and freezes again; then the schedulers of all accounts in use look again.</summary>
    public async Task Tell()
    {
        await silos.Reread();
        try
        {
            foreach (var pool in (await directory.Get()).PoolsInUse)
            {
                grains.GetGrain<IQuotaPoolGrain>(pool).Wake().Ignore();
            }
        }
        catch (StorageUnavailableException)
        {
            // The schedulers look by themselves every few seconds.
        }
    }
}
