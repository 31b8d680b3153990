using DonatelloAI.Contracts.Organizations;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Organizations;
using DonatelloAI.Storage.Budgets;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Events;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Organizations;

/// <summary>The statements of one change of shares, inside the transaction of whoever calls.</summary>
internal static class AllotmentWrites
{
    /// <summary>Writes all of it, to be committed by the caller; any other outcome says why nothing of it may be.</summary>
    public static async Task<CommitOutcome> Apply(DonatelloContext db, AllotmentChange change, AllotmentCause cause, OutboxSigner signer)
    {
        if (await RaiseFence(db, change, cause.At) != 1)
        {
            return new CommitOutcome(CommitResult.FenceLost);
        }

        foreach (var allotment in change.Allotments)
        {
            if (await Allot(db, change.OrganizationId, allotment, cause.At) != 1)
            {
                return new CommitOutcome(CommitResult.FenceLost);
            }
        }

        if (change.Created is { } created && await Create(db, change, created, cause) is { } refused)
        {
            return refused;
        }

        db.Outbox.AddRange(AllotmentEvents.Of(change, cause, signer));
        await db.SaveChangesAsync();
        return CommitOutcome.Committed;
    }

    private static Task<int> RaiseFence(DonatelloContext db, AllotmentChange change, DateTimeOffset at) =>
        OrganizationQueries.AtVersion(db, change.OrganizationId, change.ExpectedVersion).ExecuteUpdateAsync(set => set
            .SetProperty(organization => organization.MonthlyCapAud, change.MonthlyCap)
            .SetProperty(organization => organization.Version, organization => organization.Version + 1)
            .SetProperty(organization => organization.UpdatedAt, at));

    /// <summary>Looked for and then inserted: whoever makes a department of this organisation raises its fence first, and waits here.</summary>
    private static async Task<CommitOutcome?> Create(DonatelloContext db, AllotmentChange change, CreateDepartment created, AllotmentCause cause)
    {
        if (!Array.TrueForAll(
            [created.Name, created.Code, created.Settings?.DefaultModel, created.Settings?.QualityPreference],
            static text => StorableText.IsStorable(text)))
        {
            return new CommitOutcome(CommitResult.RowRefused, StorableText.Rule);
        }

        if (await OrganizationQueries.Namesakes(db, change.OrganizationId, created.DepartmentId, created.Code).AnyAsync())
        {
            return new CommitOutcome(CommitResult.KeyExists, $"There is a department of the code {created.Code} or of the same id: choose another.");
        }

        var settings = await OrganizationQueries.Settings(db, change.OrganizationId).SingleAsync();
        DepartmentFactory.Add(db, ToDepartment(change, created, cause, settings), cause.At);
        return null;
    }

    private static NewDepartment ToDepartment(AllotmentChange change, CreateDepartment created, AllotmentCause cause, string settings) => new()
    {
        Id = created.DepartmentId,
        OrganizationId = change.OrganizationId,
        Name = created.Name,
        Code = created.Code,
        Zone = OrganizationSettings.TimeZone(settings, TimeZoneInfo.FindSystemTimeZoneById(OrganizationSettings.DefaultTimeZone)),
        MonthlyBudget = created.MonthlyBudget,
        Allotted = change.MonthlyCap is null ? null : created.MonthlyBudget,
        Mode = created.Mode,
        Settings = SettingsText.With("{}", created.Settings ?? new DepartmentSettings()),
        ActorId = cause.ActorId,
    };

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
