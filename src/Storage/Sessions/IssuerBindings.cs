using System.Data.Common;
using System.Text.Json;
using DonatelloAI.Contracts;
using DonatelloAI.Grains.Sessions;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Events;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Sessions;

/// <summary>Binds organisations to their identity providers, for operators.</summary>
/// <param name="contexts">The database.</param>
/// <param name="signer">Seals the event of each change.</param>
/// <param name="time">The clock.</param>
public sealed class IssuerBindings(IDbContextFactory<DonatelloContext> contexts, OutboxSigner signer, TimeProvider time)
{
    /// <summary>Binds an organisation, in place of the provider it was bound to.</summary>
    /// <returns>False when there is no such organisation, or another one is bound to that issuer and tenant.</returns>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    public Task<bool> Bind(IssuerBinding binding) => Reads.Guarded(contexts, async db =>
    {
        var isTaken = await SessionQueries.Binding(db, binding.Issuer, binding.TenantId).AnyAsync(row => row.OrganizationId != binding.OrganizationId);
        if (isTaken || !await SessionQueries.IsOrganizationActive(db, binding.OrganizationId).AnyAsync())
        {
            return false;
        }

        var now = time.GetUtcNow();
        await Put(db, binding, now);
        db.Outbox.Add(Event(binding.OrganizationId, "organization.issuer_bound", now, new { issuer = binding.Issuer, tenant_id = binding.TenantId, audience = binding.Audience }));
        return await Save(db);
    });

    /// <summary>Takes an organisation's provider away: nobody signs in any more, and sessions go on until they end.</summary>
    /// <returns>False when it was bound to none.</returns>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    public Task<bool> Unbind(Guid organizationId) => Reads.Guarded(contexts, async db =>
    {
        if (await db.IssuerBindings.FindAsync(organizationId) is not { } known)
        {
            return false;
        }

        db.IssuerBindings.Remove(known);
        db.Outbox.Add(Event(organizationId, "organization.issuer_unbound", time.GetUtcNow(), new { organization_id = organizationId }));
        return await Save(db);
    });

    private static async Task Put(DonatelloContext db, IssuerBinding binding, DateTimeOffset now)
    {
        var row = await db.IssuerBindings.FindAsync(binding.OrganizationId);
        if (row is null)
        {
            db.IssuerBindings.Add(ToRow(binding, now));
            return;
        }

        (row.Issuer, row.TenantId, row.Audience, row.CreatedAt) = (binding.Issuer, binding.TenantId, binding.Audience, now);
    }

    private static async Task<bool> Save(DonatelloContext db)
    {
        try
        {
            return await db.SaveChangesAsync() > 0;
        }
        catch (DbUpdateException refused) when (refused.InnerException is DbException)
        {
            // Somebody else bound it at the same time.
            return false;
        }
    }

    private OutboxRow Event<TPayload>(Guid organizationId, string type, DateTimeOffset now, TPayload payload) => signer.Seal(new OutboxRow
    {
        Id = Guid.CreateVersion7(now),
        Shard = 0,
        OrganizationId = organizationId,
        SubjectType = "organization",
        SubjectId = organizationId,
        SubjectVersion = 0,
        EventType = type,
        Payload = JsonSerializer.Serialize(payload),
        CreatedAt = now,
        Mac = [],
    });

    private static IssuerBindingRow ToRow(IssuerBinding binding, DateTimeOffset now) => new()
    {
        OrganizationId = binding.OrganizationId,
        Issuer = binding.Issuer,
        TenantId = binding.TenantId,
        Audience = binding.Audience,
        CreatedAt = now,
    };
}
