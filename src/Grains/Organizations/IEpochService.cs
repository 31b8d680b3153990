using Orleans.Services;

namespace DonatelloAI.Grains.Organizations;

/// <summary>Tells one silo that an organisation has changed who may come in. Every silo runs one.</summary>
[Alias("donatello.IEpochService")]
public interface IEpochService : IGrainService
{
    /// <summary>The silo's grains read the organisation's people again before they answer about them.</summary>
    [Alias("Raise")]
    Task Raise(Guid organizationId);

    /// <summary>As <see cref="Raise"/>; and the silo lets go of a person's data keys, which were destroyed.</summary>
    [Alias("Erased")]
    Task Erased(Guid organizationId, Guid userId);

    /// <summary>The silo reads catalogue, prices, rates and freezes again.</summary>
    [Alias("Reread")]
    Task Reread();
}
