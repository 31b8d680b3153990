using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Sessions;
using DonatelloAI.Grains.Users;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Encryption;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Modelling;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Users;

/// <summary>Erasures in the relational model, on any of its engines.</summary>
public sealed class ErasureStore : IErasureStore
{
    /// <summary>Open sessions and API keys that one erasure ends at most, which is more than anybody may have.</summary>
    private const int MaxCredentials = 2_000;

    private static readonly KeptRecord Money =
        new("money", "Ledger entries, holds, attempts and cost events say what was spent, by whose id; sums and their proof need them.");

    private static readonly KeptRecord Audit =
        new("audit", "Lines of the audit log name the person by id; chains of hashes need them. Their sealed texts do not open any more.");

    private static readonly KeptRecord FormerVersions =
        new("former_versions", "SQL Server keeps former versions of the person's row, with blind index and object id, until the retention of its history tables ends.");

    private readonly IDbContextFactory<DonatelloContext> _contexts;
    private readonly ISessionStore _sessions;
    private readonly int _masterVersion;
    private readonly ErasurePlans _plans;
    private readonly StoreCommits _commits;
    private readonly IReadOnlyList<KeptRecord> _kept;

    /// <summary>Prepares the statements of the engine behind the contexts.</summary>
    public ErasureStore(
        IDbContextFactory<DonatelloContext> contexts, ISessionStore sessions, DataKeyWrap wrap, OutboxSigner signer, CommitOptions options)
    {
        (_contexts, _sessions, _masterVersion) = (contexts, sessions, wrap.ActiveVersion);
        using var context = contexts.CreateDbContext();
        _plans = new ErasurePlans(new ErasureShapes(context.Model), signer);
        _commits = new StoreCommits(contexts, context.Engine, options);
        _kept = context.Engine == StorageEngine.SqlServer ? [Money, Audit, FormerVersions] : [Money, Audit];
    }

    /// <inheritdoc/>
    public Task<StoredErasure?> Find(Guid userId) => Reads.Guarded(_contexts, async db =>
    {
        if (await ErasureQueries.Head(db, userId).FirstOrDefaultAsync() is not { } head || head.AzureAdId != ErasureTombstones.AzureAdId(userId))
        {
            return null;
        }

        var text = ErasureText.FromSettings(head.Settings);
        var certificate = Certificate(userId, head.OrganizationId, text);
        return new StoredErasure(
            text.CompletedAt is null ? await Counted(db, certificate) : certificate, new OrganizationFence(head.OrganizationId, head.Version));
    });

    /// <inheritdoc/>
    public async Task<CommitOutcome> Begin(ErasureStart start)
    {
        var cut = start with { At = Cut(start.At) };
        return await _commits.Commit(_plans.Begin(cut, await Rows(cut), _masterVersion));
    }

    /// <inheritdoc/>
    public Task<int> EmptyFormerVersions(Guid userId) => Reads.Guarded(_contexts, db => ErasureTombstones.IntoFormerVersions(db, userId));

    /// <inheritdoc/>
    public Task<IReadOnlyList<Guid>> Left(Guid userId, Guid? after, int limit) => Reads.Guarded<IReadOnlyList<Guid>>(_contexts, async db =>
        await (after is { } id ? ErasureQueries.LeftAfter(db, userId, id, limit) : ErasureQueries.FirstLeft(db, userId, limit)).ToListAsync());

    /// <inheritdoc/>
    public Task<CommitOutcome> Complete(StoredErasure erasure, DateTimeOffset at) => _commits.Commit(_plans.Complete(erasure, Cut(at)));

    private async Task<ErasureRows> Rows(ErasureStart start)
    {
        var sessions = await _sessions.OpenOf(start.User.Id, start.At, MaxCredentials);
        return await Reads.Guarded(_contexts, async db => new ErasureRows(
            await DataKeyQueries.LiveOfOwner(db, start.User.Id).AsNoTracking().ToListAsync(),
            await ErasureQueries.ActiveKeys(db, start.User.Id).Select(key => key.Id).Take(MaxCredentials).ToListAsync(),
            sessions));
    }

    /// <summary>The certificate with numbers as the rows are.</summary>
    private static async Task<ErasureCertificate> Counted(DonatelloContext db, ErasureCertificate certificate)
    {
        var (userId, since) = (certificate.UserId, certificate.RequestedAt);
        return certificate with
        {
            SessionsEnded = await ErasureQueries.SessionsEnded(db, userId).CountAsync(),
            ApiKeysRevoked = await ErasureQueries.KeysRevokedAt(db, userId, since).CountAsync(),
            GenerationsCancelled = await ErasureQueries.CancelledSince(db, userId, since).CountAsync(),
            GenerationsErased = await ErasureQueries.Erased(db, userId).CountAsync(),
            ImagesRemoved = await ErasureQueries.ErasedWithImage(db, userId).CountAsync(),
            GenerationsLeft = await ErasureQueries.Left(db, userId).CountAsync(),
        };
    }

    private ErasureCertificate Certificate(Guid userId, Guid organizationId, ErasureText text) => new()
    {
        UserId = userId,
        OrganizationId = organizationId,
        RequestedBy = text.RequestedBy,
        RequestedAt = text.RequestedAt,
        CompletedAt = text.CompletedAt,
        DataKeys = text.DataKeys,
        SessionsEnded = text.SessionsEnded,
        ApiKeysRevoked = text.ApiKeysRevoked,
        GenerationsCancelled = text.GenerationsCancelled,
        GenerationsErased = text.GenerationsErased,
        ImagesRemoved = text.ImagesRemoved,
        GenerationsLeft = 0,
        Kept = _kept,
    };

    /// <summary>What is signed must be what is read: engines keep microseconds.</summary>
    private static DateTimeOffset Cut(DateTimeOffset at) => Moment.FromMicros(Moment.ToMicros(at));
}
