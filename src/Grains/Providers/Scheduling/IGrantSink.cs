using DonatelloAI.Contracts.Generations;

namespace DonatelloAI.Grains.Providers.Scheduling;

/// <summary>Where grants go: one way, so that a scheduler waits for no generation.</summary>
public interface IGrantSink
{
    /// <summary>Sends a grant; whether it arrives shows when its slot is kept, given back or lost.</summary>
    void Send(Guid generationId, SlotGrant grant);
}

/// <summary>Sends grants to the generations' grains.</summary>
public sealed class GenerationGrants(IGrainFactory grains) : IGrantSink
{
    /// <inheritdoc/>
    public void Send(Guid generationId, SlotGrant grant) => grains.GetGrain<IGenerationGrain>(generationId).Drive(grant).Ignore();
}
