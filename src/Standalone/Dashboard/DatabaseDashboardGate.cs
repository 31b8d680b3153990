using DonatelloAI.Api.Dashboard;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Storage;
using DonatelloAI.Storage.Encryption;
using DonatelloAI.Storage.Users;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Standalone.Dashboard;

/// <summary>Opens the dashboard to active API keys of active super_admins, by the rows of the database.</summary>
internal sealed class DatabaseDashboardGate(IDbContextFactory<DonatelloContext> contexts, LookupKeys keys, TimeProvider time) : IDashboardGate
{
    /// <inheritdoc/>
    public async Task<Guid?> Enter(string apiKey, CancellationToken cancellationToken)
    {
        if (!ApiKeyToken.TryParse(apiKey, out var token))
        {
            return null;
        }

        var key = await Find(token.KeyId, cancellationToken);
        return key is not null && key.UserId == token.UserId && token.Matches(key.KeyHash, keys.Pepper) ? key.Id : null;
    }

    /// <inheritdoc/>
    public async Task<bool> MayStay(Guid keyId, CancellationToken cancellationToken) =>
        await Find(keyId, cancellationToken) is not null;

    private async Task<ApiKeyRow?> Find(Guid keyId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = from key in context.ApiKeys.AsNoTracking()
                    join owner in context.Users on key.UserId equals owner.Id
                    where key.Id == keyId && key.IsActive && (key.ExpiresAt == null || key.ExpiresAt > now)
                    where owner.IsActive && owner.Role == UserRole.SuperAdmin
                    select key;
        return await found.SingleOrDefaultAsync(cancellationToken);
    }
}
