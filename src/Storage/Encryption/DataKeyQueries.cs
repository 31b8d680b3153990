namespace DonatelloAI.Storage.Encryption;

/// <summary>Every query about owners' keys; kept together so that each is checked against every engine's grammar.</summary>
internal static class DataKeyQueries
{
    public static IQueryable<DataKeyRow> OfOwner(DonatelloContext db, Guid ownerId) => db.DataKeys.Where(key => key.OwnerId == ownerId);

    /// <summary>A person's keys that still open something.</summary>
    public static IQueryable<DataKeyRow> LiveOfOwner(DonatelloContext db, Guid ownerId) =>
        OfOwner(db, ownerId).Where(key => key.DestroyedAt == null);

    /// <summary>A key, if it lives and is still wrapped under a master version.</summary>
    public static IQueryable<DataKeyRow> WrappedUnder(DonatelloContext db, Guid ownerId, int version, int masterVersion) =>
        LiveOfOwner(db, ownerId).Where(key => key.Version == version && key.MasterVersion == masterVersion);

    /// <summary>The keys that are wrapped under another master version than the active one.</summary>
    public static IQueryable<DataKeyRow> Outdated(DonatelloContext db, int activeVersion) =>
        db.DataKeys.Where(key => key.DestroyedAt == null && key.MasterVersion != activeVersion);

    /// <summary>A page of the outdated keys, in an order that stays.</summary>
    public static IQueryable<DataKeyRow> ToRewrap(DonatelloContext db, int activeVersion, int skipped, int pageSize) =>
        Outdated(db, activeVersion)
            .OrderBy(key => key.OwnerId)
            .ThenBy(key => key.Version)
            .Skip(skipped)
            .Take(pageSize);

    /// <summary>The master versions that are still needed.</summary>
    public static IQueryable<int> MasterVersions(DonatelloContext db) =>
        db.DataKeys.Where(key => key.DestroyedAt == null).Select(key => key.MasterVersion).Distinct();
}
