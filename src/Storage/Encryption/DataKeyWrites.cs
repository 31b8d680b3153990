using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Encryption;

/// <summary>Destroys persons' keys within the caller's transaction, so that an erasure and its event are one commit.</summary>
internal static class DataKeyWrites
{
    /// <summary>
    /// Destroys every key of a person. Where there is none, it leaves the mark of a destroyed one, so that none is made afterwards.
    /// Once committed, call <see cref="Grains.Users.IPersonalSealer.Forget"/>.
    /// </summary>
    /// <param name="db">The caller's context, in a transaction.</param>
    /// <param name="ownerId">The person.</param>
    /// <param name="organizationId">The person's organisation.</param>
    /// <param name="activeVersion">The version that a key made at this moment would have, which the mark takes.</param>
    /// <param name="at">When it happens.</param>
    public static async Task Destroy(DonatelloContext db, Guid ownerId, Guid organizationId, int activeVersion, DateTimeOffset at)
    {
        await DestroyLive(db, ownerId, at);
        if (!await DataKeyQueries.OfOwner(db, ownerId).AnyAsync())
        {
            db.DataKeys.Add(Mark(ownerId, organizationId, activeVersion, at));
            await db.SaveChangesAsync();
        }
    }

    /// <summary>Destroys the keys of a person that still open something; answers how many.</summary>
    public static Task<int> DestroyLive(DonatelloContext db, Guid ownerId, DateTimeOffset at) =>
        DataKeyQueries.LiveOfOwner(db, ownerId).ExecuteUpdateAsync(key => key
            .SetProperty(row => row.WrappedKey, (byte[]?)null)
            .SetProperty(row => row.DestroyedAt, at));

    private static DataKeyRow Mark(Guid ownerId, Guid organizationId, int version, DateTimeOffset at) => new()
    {
        OwnerId = ownerId,
        Version = version,
        OrganizationId = organizationId,
        MasterVersion = version,
        CreatedAt = at,
        DestroyedAt = at,
    };
}
