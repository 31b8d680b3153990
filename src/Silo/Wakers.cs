using DonatelloAI.Grains.Audit;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Sessions;
using DonatelloAI.Storage.Events;

namespace DonatelloAI.Silo;

/// <summary>
/// Wakes the sweeps and the audit's relays when a silo has started and whenever another one joins or goes: work and events that
/// lost their silo are found within seconds, and after a restart nothing waits for somebody to ask.
/// </summary>
internal sealed class Wakers(IGrainFactory grains, ISiloStatusOracle silos) : ILifecycleParticipant<ISiloLifecycle>, ISiloStatusListener
{
    /// <inheritdoc/>
    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(Wakers), ServiceLifecycleStage.Active, Start, Stop);

    /// <inheritdoc/>
    public void SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status)
    {
        if (status is SiloStatus.Active or SiloStatus.Dead)
        {
            Wake();
        }
    }

    private Task Start(CancellationToken cancellationToken)
    {
        silos.SubscribeToSiloStatusEvents(this);
        Wake();
        return Task.CompletedTask;
    }

    private Task Stop(CancellationToken cancellationToken)
    {
        silos.UnSubscribeFromSiloStatusEvents(this);
        return Task.CompletedTask;
    }

    private void Wake()
    {
        grains.GetGrain<ISweepGrain>(0).Wake().Ignore();
        grains.GetGrain<ISessionSweepGrain>(0).Wake().Ignore();
        for (var shard = 0; shard < OutboxSigner.Shards; shard++)
        {
            grains.GetGrain<IAuditRelayGrain>(shard).Wake().Ignore();
        }
    }
}
