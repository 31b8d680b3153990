using DonatelloAI.Contracts.Organizations;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Users;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Modelling;
using DonatelloAI.Storage.Organizations;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Users;

/// <summary>People and their keys in the relational model, on any of its engines.</summary>
public sealed class UserStore : IUserStore
{
    private readonly IDbContextFactory<DonatelloContext> _contexts;
    private readonly OutboxSigner _signer;
    private readonly UserShapes _shapes;
    private readonly StoreCommits _commits;

    /// <summary>Prepares the statements of the engine behind the contexts.</summary>
    public UserStore(IDbContextFactory<DonatelloContext> contexts, OutboxSigner signer, CommitOptions options)
    {
        _contexts = contexts;
        _signer = signer;
        using var context = contexts.CreateDbContext();
        _shapes = new UserShapes(context.Model);
        _commits = new StoreCommits(contexts, context.Engine, options);
    }

    /// <inheritdoc/>
    public Task<UserAccount?> Load(Guid userId) => Reads.Guarded(_contexts, async db =>
    {
        if (await UserQueries.Head(db, userId).AsNoTracking().FirstOrDefaultAsync() is not { } head)
        {
            return null;
        }

        var keys = await UserQueries.Keys(db, userId).AsNoTracking().ToListAsync();
        return ToAccount(head, keys);
    });

    /// <inheritdoc/>
    public Task<CommitOutcome> AddKey(UserAccount owner, ApiKeyState key) => _commits.Commit(AddPlan(owner, Cut(key), _shapes, _signer));

    /// <inheritdoc/>
    public Task<CommitOutcome> RevokeKey(UserAccount owner, ApiKeyState revoked) => _commits.Commit(RevokePlan(owner, Cut(revoked), _shapes, _signer));

    /// <inheritdoc/>
    public Task<CommitOutcome> MarkUsed(Guid keyId, DateTimeOffset at) => _commits.Commit(UsePlan(keyId, at, _shapes));

    internal static CommitPlan AddPlan(UserAccount owner, ApiKeyState key, UserShapes shapes, OutboxSigner signer) => new CommitPlan()
        .Add(shapes.Key, [ToRow(owner, key)])
        .Add(shapes.Event, [UserEvents.KeyCreated(owner, key, signer)]);

    internal static CommitPlan RevokePlan(UserAccount owner, ApiKeyState revoked, UserShapes shapes, OutboxSigner signer) => new CommitPlan()
        .Add(shapes.Revocation, [new KeyRevocation(revoked.Id, revoked.IsActive, revoked.RevokedAt)])
        .Add(shapes.Event, [UserEvents.KeyRevoked(owner, revoked, signer)]);

    internal static CommitPlan UsePlan(Guid keyId, DateTimeOffset at, UserShapes shapes) => new CommitPlan()
        .Add(shapes.Use, [new KeyUse(keyId, at)]);

    /// <summary>What is signed must be what is read: engines keep microseconds.</summary>
    private static ApiKeyState Cut(ApiKeyState key) => key with
    {
        CreatedAt = Moment.FromMicros(Moment.ToMicros(key.CreatedAt)),
        RevokedAt = key.RevokedAt is { } revoked ? Moment.FromMicros(Moment.ToMicros(revoked)) : null,
    };

    private static UserAccount ToAccount(UserHead head, List<ApiKeyRow> keys) => new()
    {
        Id = head.User.Id,
        OrganizationId = head.User.OrganizationId,
        DepartmentId = head.User.DepartmentId,
        Role = head.User.Role,
        IsActive = head.User.IsActive,
        IsDepartmentActive = head.IsDepartmentActive,
        IsOrganizationActive = head.IsOrganizationActive,
        IsApiAllowed = SettingsText.OfOrganization(head.OrganizationSettings).Features?.HasFlag(OrganizationFeatures.ApiAccess) ?? true,
        Email = head.User.Email,
        DisplayName = head.User.DisplayName,
        MfaEnabled = head.User.MfaEnabled,
        MfaGraceEndsAt = head.User.MfaGracePeriodExpiresAt,
        Keys = keys.ConvertAll(ToKey),
    };

    private static ApiKeyState ToKey(ApiKeyRow row) => new()
    {
        Id = row.Id,
        Name = row.KeyName,
        Hash = row.KeyHash,
        Prefix = row.KeyPrefix,
        Scopes = ScopeNames.FromJson(row.Scopes),
        SpendLimit = row.SpendLimitAud,
        RateLimitPerMinute = row.RateLimitPerMinute,
        IsActive = row.IsActive,
        ExpiresAt = row.ExpiresAt,
        LastUsedAt = row.LastUsedAt,
        CreatedAt = row.CreatedAt,
        RevokedAt = row.RevokedAt,
    };

    private static ApiKeyRow ToRow(UserAccount owner, ApiKeyState key) => new()
    {
        Id = key.Id,
        OrganizationId = owner.OrganizationId,
        UserId = owner.Id,
        KeyName = key.Name,
        KeyHash = key.Hash,
        KeyPrefix = key.Prefix,
        Scopes = ScopeNames.ToJson(key.Scopes),
        SpendLimitAud = key.SpendLimit,
        RateLimitPerMinute = key.RateLimitPerMinute,
        IsActive = key.IsActive,
        ExpiresAt = key.ExpiresAt,
        CreatedAt = key.CreatedAt,
        RevokedAt = key.RevokedAt,
    };
}
