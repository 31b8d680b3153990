using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Encryption;

/// <summary>What becomes of persons' keys when their owner is erased.</summary>
internal static class DataKeyWrites
{
    /// <summary>Destroys the keys of a person that still open something; answers how many.</summary>
    public static Task<int> DestroyLive(DonatelloContext db, Guid ownerId, DateTimeOffset at) =>
        DataKeyQueries.LiveOfOwner(db, ownerId).ExecuteUpdateAsync(key => key
            .SetProperty(row => row.WrappedKey, (byte[]?)null)
            .SetProperty(row => row.DestroyedAt, at));

    /// <summary>Stands where a person without a key is erased, so that none is made afterwards.</summary>
    /// <param name="ownerId">The person.</param>
    /// <param name="organizationId">The person's organisation.</param>
    /// <param name="version">The version that a key made at this moment would have.</param>
    /// <param name="at">When it happens.</param>
    public static DataKeyRow Mark(Guid ownerId, Guid organizationId, int version, DateTimeOffset at) => new()
    {
        OwnerId = ownerId,
        Version = version,
        OrganizationId = organizationId,
        MasterVersion = version,
        CreatedAt = at,
        DestroyedAt = at,
    };
}
