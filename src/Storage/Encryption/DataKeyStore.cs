using DonatelloAI.Contracts;
using System.Data.Common;
using System.Security.Cryptography;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Users;
using DonatelloAI.Storage.Commits;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Encryption;

/// <summary>Reads and makes persons' keys in the database. Whoever makes one first wins, and everybody uses what is stored.</summary>
internal sealed class DataKeyStore(IDbContextFactory<DonatelloContext> contexts, DataKeyWrap wrap, TimeProvider time)
{
    /// <summary>A person's keys as they are.</summary>
    public async Task<OwnerKeys> Load(Guid ownerId) => Unwrap(await Read(ownerId));

    /// <summary>A person's keys, among them one of the active version unless the person is erased.</summary>
    public async Task<OwnerKeys> LoadOrMake(Guid ownerId, Guid organizationId)
    {
        var rows = await Read(ownerId);
        return IsErased(rows) || HasActive(rows) ? Unwrap(rows) : Unwrap(await Make(ownerId, organizationId));
    }

    private async Task<List<DataKeyRow>> Make(Guid ownerId, Guid organizationId)
    {
        var failure = await InsertIfAbsent(NewRow(ownerId, organizationId));
        var rows = await Read(ownerId);
        if (IsErased(rows))
        {
            // The person was erased while the key was made: nothing has been sealed under it, and nothing shall be.
            await DestroyLive(ownerId);
        }
        else if (!HasActive(rows))
        {
            throw new StorageUnavailableException("A person's key could not be written.", failure ?? new InvalidOperationException("The row vanished."));
        }

        return rows;
    }

    private Task<List<DataKeyRow>> Read(Guid ownerId) =>
        Reads.Guarded(contexts, db => DataKeyQueries.OfOwner(db, ownerId).AsNoTracking().ToListAsync());

    private Task<Exception?> InsertIfAbsent(DataKeyRow row) => Reads.Guarded(contexts, async Task<Exception?> (db) =>
    {
        db.DataKeys.Add(row);
        try
        {
            await db.SaveChangesAsync();
            return null;
        }
        catch (DbUpdateException refused) when (refused.InnerException is DbException or TimeoutException)
        {
            // Somebody else was faster, or the database failed; reading again tells which.
            return refused;
        }
    });

    private Task<int> DestroyLive(Guid ownerId) => Reads.Guarded(contexts, db => DataKeyWrites.DestroyLive(db, ownerId, time.GetUtcNow()));

    private DataKeyRow NewRow(Guid ownerId, Guid organizationId)
    {
        Span<byte> key = stackalloc byte[MasterKeys.KeyBytes];
        RandomNumberGenerator.Fill(key);
        var row = new DataKeyRow
        {
            OwnerId = ownerId,
            Version = wrap.ActiveVersion,
            OrganizationId = organizationId,
            WrappedKey = wrap.Wrap(ownerId, wrap.ActiveVersion, key),
            MasterVersion = wrap.ActiveVersion,
            CreatedAt = time.GetUtcNow(),
        };
        CryptographicOperations.ZeroMemory(key);
        return row;
    }

    private OwnerKeys Unwrap(List<DataKeyRow> rows) =>
        IsErased(rows) ? new OwnerKeys(true, new Dictionary<int, OwnerKey>()) : new OwnerKeys(false, rows.ToDictionary(row => row.Version, Unwrap));

    private OwnerKey Unwrap(DataKeyRow row)
    {
        if (!wrap.Has(row.MasterVersion))
        {
            return new OwnerKey(OpenResult.UnknownKey, row.MasterVersion, null);
        }

        Span<byte> key = stackalloc byte[MasterKeys.KeyBytes];
        var unwrapped = wrap.TryUnwrap(row.OwnerId, row.Version, row.MasterVersion, row.WrappedKey, key)
            ? new OwnerKey(OpenResult.Opened, row.MasterVersion, new DataKey(key))
            : new OwnerKey(OpenResult.Damaged, row.MasterVersion, null);
        CryptographicOperations.ZeroMemory(key);
        return unwrapped;
    }

    private static bool IsErased(List<DataKeyRow> rows) => rows.Exists(static row => row.DestroyedAt is not null);

    private bool HasActive(List<DataKeyRow> rows) => rows.Exists(row => row.Version == wrap.ActiveVersion);
}
