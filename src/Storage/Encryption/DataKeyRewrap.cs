using DonatelloAI.Contracts;
using System.Security.Cryptography;
using DonatelloAI.Grains.Users;
using DonatelloAI.Storage.Commits;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Encryption;

/// <summary>
/// Wraps the key of every person and organisation under the active master key, so that older master keys can be dropped. Sealed values stay as they are.
/// It may run while others seal, run twice, and be cut off: each key is wrapped anew by itself, and never one that was destroyed
/// or changed meanwhile.
/// </summary>
public sealed class DataKeyRewrap(IDbContextFactory<DonatelloContext> contexts, DataKeyWrap wrap)
{
    /// <summary>Keys of one page, read at once and written in one transaction.</summary>
    public const int PageSize = 500;

    /// <summary>Refuses to go on without a master key that keys are wrapped under.</summary>
    /// <exception cref="PersonalKeyException">One is missing; the message names its version.</exception>
    /// <exception cref="StorageUnavailableException">The database did not answer.</exception>
    public async Task Check()
    {
        foreach (var version in await Reads.Guarded(contexts, db => DataKeyQueries.MasterVersions(db).ToListAsync()))
        {
            Require(version);
        }
    }

    /// <summary>Wraps everything anew; a page that was begun is finished before a wish to stop is heard.</summary>
    /// <param name="progress">Hears of the beginning and of each page; null for nobody.</param>
    /// <param name="cancellationToken">The wish to stop; whoever runs it again goes on where this one stopped.</param>
    /// <exception cref="PersonalKeyException">A master key is missing; the message names its version.</exception>
    /// <exception cref="StorageUnavailableException">The database did not answer.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task<RewrapReport> Run(IProgress<RewrapProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        await Check();
        var total = await Reads.Guarded(contexts, db => DataKeyQueries.Outdated(db, wrap.ActiveVersion).CountAsync());
        progress?.Report(new RewrapProgress(0, total));
        var (report, done) = (new RewrapReport(0, 0), 0);
        for (var count = PageSize; count == PageSize;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            (count, var page) = await Reads.Guarded(contexts, db => RewrapPage(db, report.Damaged));
            report = new RewrapReport(report.Rewrapped + page.Rewrapped, report.Damaged + page.Damaged);
            done += count;
            progress?.Report(new RewrapProgress(done, Math.Max(done, total)));
        }

        return report;
    }

    /// <summary>
    /// Wraps one page. What is done leaves the query, so the damaged ones of earlier pages are the first it would answer, and are
    /// skipped.
    /// </summary>
    private async Task<(int Count, RewrapReport Page)> RewrapPage(DonatelloContext db, int damagedBefore)
    {
        var rows = await DataKeyQueries.ToRewrap(db, wrap.ActiveVersion, damagedBefore, PageSize).AsNoTracking().ToListAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var (rewrapped, damaged) = (0, 0);
        foreach (var row in rows)
        {
            if (Rewrapped(row) is { } wrapped)
            {
                rewrapped += await Write(db, row, wrapped);
            }
            else
            {
                damaged++;
            }
        }

        await transaction.CommitAsync();
        return (rows.Count, new RewrapReport(rewrapped, damaged));
    }

    private Task<int> Write(DonatelloContext db, DataKeyRow row, byte[] wrapped) => DataKeyQueries
        .WrappedUnder(db, row.OwnerId, row.Version, row.MasterVersion)
        .ExecuteUpdateAsync(key => key
            .SetProperty(stored => stored.WrappedKey, wrapped)
            .SetProperty(stored => stored.MasterVersion, wrap.ActiveVersion));

    /// <summary>The key under the active master key; null when it is damaged.</summary>
    private byte[]? Rewrapped(DataKeyRow row)
    {
        Require(row.MasterVersion);
        Span<byte> key = stackalloc byte[MasterKeys.KeyBytes];
        var wrapped = wrap.TryUnwrap(row.OwnerId, row.Version, row.MasterVersion, row.WrappedKey, key)
            ? wrap.Wrap(row.OwnerId, row.Version, key)
            : null;
        CryptographicOperations.ZeroMemory(key);
        return wrapped;
    }

    private void Require(int masterVersion)
    {
        if (!wrap.Has(masterVersion))
        {
            throw new PersonalKeyException(PersonalKeyException.Missing(masterVersion));
        }
    }
}

/// <summary>What wrapping anew did.</summary>
/// <param name="Rewrapped">Keys that are under the active master key now.</param>
/// <param name="Damaged">Keys that did not open and stay as they are; what they sealed cannot be read.</param>
public sealed record RewrapReport(int Rewrapped, int Damaged);

/// <summary>How far it is.</summary>
/// <param name="Done">Keys that were looked at.</param>
/// <param name="Total">Keys to look at: those that were outdated at the beginning, or as many as were looked at if more came.</param>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
public readonly record struct RewrapProgress(int Done, int Total);
