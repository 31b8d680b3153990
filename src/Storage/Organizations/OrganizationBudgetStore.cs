using System.Data.Common;
using DonatelloAI.Contracts;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Organizations;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Events;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Organizations;

/// <summary>Caps and allotments in the relational model, on any of its engines.</summary>
public sealed class OrganizationBudgetStore(IDbContextFactory<DonatelloContext> contexts, OutboxSigner signer) : IOrganizationBudgetStore
{
    /// <inheritdoc/>
    public Task<OrganizationAllotments?> Load(Guid organizationId) => Reads.Guarded(contexts, async db =>
    {
        // The version first: shares that changed after it was read are caught by the fence.
        if (await OrganizationQueries.Cap(db, organizationId).FirstOrDefaultAsync() is not { } head)
        {
            return null;
        }

        var shares = await OrganizationQueries.Shares(db, organizationId).ToListAsync();
        return new OrganizationAllotments
        {
            OrganizationId = organizationId,
            Version = head.Version,
            MonthlyCap = head.MonthlyCap,
            Departments = shares.ConvertAll(share => new Allotment(share.DepartmentId, share.MonthlyBudget, share.Allotted)),
        };
    });

    /// <inheritdoc/>
    public Task<bool> WasApplied(Guid operationId) =>
        Reads.Guarded(contexts, db => OrganizationQueries.Event(db, DerivedId.CapEvent(operationId)).AnyAsync());

    /// <inheritdoc/>
    public async Task<CommitOutcome> Commit(AllotmentChange change, AllotmentCause cause)
    {
        await using var db = await contexts.CreateDbContextAsync();
        var isCommitting = false;
        try
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            var written = await AllotmentWrites.Apply(db, change, Cut(cause), signer);
            if (written.Result != CommitResult.Committed)
            {
                return written;
            }

            isCommitting = true;
            await transaction.CommitAsync();
            return CommitOutcome.Committed;
        }
        catch (Exception failed) when (failed is DbException or DbUpdateException or TimeoutException)
        {
            return new CommitOutcome(isCommitting ? CommitResult.Unknown : CommitResult.Unavailable, failed.Message);
        }
    }

    /// <summary>What is signed must be what is read: engines keep microseconds.</summary>
    private static AllotmentCause Cut(AllotmentCause cause) =>
        cause with { At = Modelling.Moment.FromMicros(Modelling.Moment.ToMicros(cause.At)) };
}
