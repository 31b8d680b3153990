using DonatelloAI.Contracts.Freezes;
using DonatelloAI.Contracts.Organizations;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Organizations;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Freezes;
using DonatelloAI.Storage.Modelling;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Organizations;

/// <summary>Organisations and departments in the relational model, on any of its engines.</summary>
public sealed class OrganizationStore : IOrganizationStore
{
    private readonly IDbContextFactory<DonatelloContext> _contexts;
    private readonly OutboxSigner _signer;
    private readonly OrganizationShapes _shapes;
    private readonly StoreCommits _commits;

    /// <summary>Prepares the statements of the engine behind the contexts.</summary>
    public OrganizationStore(IDbContextFactory<DonatelloContext> contexts, OutboxSigner signer, CommitOptions options)
    {
        _contexts = contexts;
        _signer = signer;
        using var context = contexts.CreateDbContext();
        _shapes = new OrganizationShapes(context.Model);
        _commits = new StoreCommits(contexts, context.Engine, options);
    }

    /// <inheritdoc/>
    public Task<DepartmentScene?> LoadDepartment(Guid organizationId, Guid departmentId, string? code) => Reads.Guarded(_contexts, async db =>
    {
        // The version first: what changes after it was read is caught by the fence.
        if (await OrganizationQueries.Cap(db, organizationId).FirstOrDefaultAsync() is not { } head
            || await OrganizationQueries.Department(db, organizationId, departmentId).AsNoTracking().FirstOrDefaultAsync() is not { } row)
        {
            return null;
        }

        var isTaken = code is not null && await OrganizationQueries.OthersWithCode(db, organizationId, departmentId, code).AnyAsync();
        return new DepartmentScene(head.Version, await ToView(db, row), row.Settings, isTaken);
    });

    /// <inheritdoc/>
    public Task<CommitOutcome> Commit(DepartmentEdit edit) =>
        _commits.Commit(Plan(Cut(edit), _shapes, _signer));

    /// <inheritdoc/>
    public Task<OrganizationScene> Load(Guid organizationId, string? domain) => Reads.Guarded(_contexts, async db =>
    {
        var row = await OrganizationQueries.Organization(db, organizationId).AsNoTracking().FirstOrDefaultAsync();
        var wanted = domain ?? row?.Domain;
        return new OrganizationScene(
            row?.Version ?? 0,
            row is null ? null : await ToView(db, row),
            row?.Settings ?? "{}",
            (await OrganizationQueries.Shares(db, organizationId).ToListAsync()).ConvertAll(share => share.DepartmentId),
            wanted is not null && await OrganizationQueries.OthersWithDomain(db, organizationId, wanted).AnyAsync());
    });

    /// <inheritdoc/>
    public Task<CommitOutcome> Commit(OrganizationEdit edit) =>
        _commits.Commit(Plan(edit with { At = Moment.FromMicros(Moment.ToMicros(edit.At)) }, _shapes, _signer));

    /// <inheritdoc/>
    public Task<OrganizationView?> Organization(Guid organizationId) => Reads.Guarded(_contexts, async db =>
        await OrganizationQueries.Organization(db, organizationId).AsNoTracking().FirstOrDefaultAsync() is { } row ? await ToView(db, row) : null);

    /// <inheritdoc/>
    public Task<IReadOnlyList<OrganizationView>> Organizations(int limit, Guid? after) => Reads.Guarded<IReadOnlyList<OrganizationView>>(_contexts, async db =>
    {
        var query = after is { } last ? OrganizationQueries.OrganizationsAfter(db, last) : OrganizationQueries.Organizations(db);
        var rows = await query.AsNoTracking().Take(limit).ToListAsync();
        var freezes = await FreezeRows.Read(db, rows.ConvertAll(row => row.Id));
        return rows.ConvertAll(row => ToView(row, freezes.GetValueOrDefault(row.Id)));
    });

    /// <inheritdoc/>
    public Task<DepartmentView?> Department(Guid organizationId, Guid departmentId) => Reads.Guarded(_contexts, async db =>
        await OrganizationQueries.Department(db, organizationId, departmentId).AsNoTracking().FirstOrDefaultAsync() is { } row ? await ToView(db, row) : null);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DepartmentView>> Departments(Guid organizationId, int limit, Guid? after) =>
        Reads.Guarded<IReadOnlyList<DepartmentView>>(_contexts, async db =>
        {
            var query = after is { } last
                ? OrganizationQueries.DepartmentsAfter(db, organizationId, last)
                : OrganizationQueries.Departments(db, organizationId);
            var rows = await query.AsNoTracking().Take(limit).ToListAsync();
            var freezes = await FreezeRows.Read(db, rows.ConvertAll(row => row.Id));
            return rows.ConvertAll(row => ToView(row, freezes.GetValueOrDefault(row.Id)));
        });

    internal static CommitPlan Plan(DepartmentEdit edit, OrganizationShapes shapes, OutboxSigner signer)
    {
        var after = edit.After;
        LedgerNudge[] nudges = edit.Before.IsActive == after.IsActive && edit.Before.Freeze == after.Freeze ? [] : [new LedgerNudge(after.Id, 1, edit.At)];
        return new CommitPlan()
            .Add(shapes.Fence, [new FenceRaise(after.OrganizationId, edit.ExpectedVersion + 1, edit.At)])
            .Add(shapes.Department, [new DepartmentWrite(after.Id, after.Name, after.Code, after.IsActive, SettingsText.With(edit.StoredSettings, after.Settings), edit.At)])
            .Add(shapes.Ledger, nudges)
            .AddFreeze(shapes.Freezes, edit.Before.Freeze, after.Freeze, FreezeSubject.Department(after.OrganizationId, after.Id), edit.ActorId, edit.At)
            .Add(shapes.Event, [OrganizationEvents.DepartmentChanged(edit, signer)]);
    }

    internal static CommitPlan Plan(OrganizationEdit edit, OrganizationShapes shapes, OutboxSigner signer)
    {
        var plan = new CommitPlan();
        _ = edit.Before is null ? plan.Add(shapes.Addition, [ToRow(edit)]) : plan.Add(shapes.Organization, [ToWrite(edit)]);
        return plan
            .Add(shapes.Ledger, [.. edit.Ledgers.Select(department => new LedgerNudge(department, 1, edit.At))])
            .AddFreeze(shapes.Freezes, edit.Before?.Freeze, edit.After.Freeze, FreezeSubject.Organization(edit.After.Id), edit.ActorId, edit.At)
            .Add(shapes.Event, [OrganizationEvents.OrganizationChanged(edit, signer)]);
    }

    private static OrganizationRow ToRow(OrganizationEdit edit) => new()
    {
        Id = edit.After.Id,
        Name = edit.After.Name,
        Domain = edit.After.Domain,
        MonthlyCapAud = edit.After.MonthlyCap,
        CreatedAt = edit.At,
        UpdatedAt = edit.At,
        Settings = SettingsText.With(edit.StoredSettings, edit.After.Settings),
    };

    private static OrganizationWrite ToWrite(OrganizationEdit edit) => new(
        edit.After.Id,
        edit.After.Name,
        edit.After.IsActive,
        SettingsText.With(edit.StoredSettings, edit.After.Settings),
        edit.ExpectedVersion + 1,
        edit.At);

    private static async Task<OrganizationView> ToView(DonatelloContext db, OrganizationRow row) =>
        ToView(row, (await FreezeRows.Read(db, [row.Id])).GetValueOrDefault(row.Id));

    private static async Task<DepartmentView> ToView(DonatelloContext db, DepartmentRow row) =>
        ToView(row, (await FreezeRows.Read(db, [row.Id])).GetValueOrDefault(row.Id));

    private static OrganizationView ToView(OrganizationRow row, FreezeView? freeze) => new()
    {
        Id = row.Id,
        Name = row.Name,
        Domain = row.Domain,
        IsActive = row.IsActive,
        MonthlyCap = row.MonthlyCapAud,
        Settings = SettingsText.OfOrganization(row.Settings),
        Freeze = freeze,
        CreatedAt = row.CreatedAt,
        UpdatedAt = row.UpdatedAt,
    };

    /// <summary>What is signed must be what is read: engines keep microseconds.</summary>
    private static DepartmentEdit Cut(DepartmentEdit edit) => edit with { At = Moment.FromMicros(Moment.ToMicros(edit.At)) };

    private static DepartmentView ToView(DepartmentRow row, FreezeView? freeze) => new()
    {
        Id = row.Id,
        OrganizationId = row.OrganizationId,
        Name = row.Name,
        Code = row.Code,
        IsActive = row.IsActive,
        Settings = SettingsText.OfDepartment(row.Settings),
        Freeze = freeze,
        CreatedAt = row.CreatedAt,
        UpdatedAt = row.UpdatedAt,
    };
}
