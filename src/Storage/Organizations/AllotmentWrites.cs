using DonatelloAI.Contracts;
using DonatelloAI.Grains.Organizations;
using DonatelloAI.Storage.Budgets;
using DonatelloAI.Storage.Events;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Organizations;

/// <summary>The statements of one change of shares, inside the transaction of whoever calls.</summary>
internal static class AllotmentWrites
{
    /// <summary>Writes all of it; false when a row was not as the change expects, so that nothing of it may be committed.</summary>
    public static async Task<bool> Apply(DonatelloContext db, AllotmentChange change, AllotmentCause cause, OutboxSigner signer)
    {
        if (await RaiseFence(db, change, cause.At) != 1)
        {
            return false;
        }

        foreach (var allotment in change.Allotments)
        {
            if (await Allot(db, change.OrganizationId, allotment, cause.At) != 1)
            {
                return false;
            }
        }

        db.Outbox.AddRange(AllotmentEvents.Of(change, cause, signer));
        await db.SaveChangesAsync();
        return true;
    }

    private static Task<int> RaiseFence(DonatelloContext db, AllotmentChange change, DateTimeOffset at) =>
        OrganizationQueries.AtVersion(db, change.OrganizationId, change.ExpectedVersion).ExecuteUpdateAsync(set => set
            .SetProperty(organization => organization.MonthlyCapAud, change.MonthlyCap)
            .SetProperty(organization => organization.Version, organization => organization.Version + 1)
            .SetProperty(organization => organization.UpdatedAt, at));

    /// <summary>The department's version rises too: its ledger loses its fence and decides by the new share.</summary>
    private static Task<int> Allot(DonatelloContext db, Guid organizationId, NewAllotment allotment, DateTimeOffset at)
    {
        var row = allotment.After is { } share
            ? OrganizationQueries.CoveredBy(db, organizationId, allotment.DepartmentId, share)
            : OrganizationQueries.Budget(db, organizationId, allotment.DepartmentId);
        return row.ExecuteUpdateAsync(set => set
            .SetProperty(budget => budget.AllocatedAud, allotment.After)
            .SetProperty(budget => budget.Version, budget => budget.Version + 1)
            .SetProperty(budget => budget.UpdatedAt, at));
    }
}
