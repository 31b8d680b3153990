using DonatelloAI.Storage.Budgets;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Freezes;
using Microsoft.EntityFrameworkCore.Metadata;

namespace DonatelloAI.Storage.Organizations;

/// <summary>The shapes of a change of organisations and departments on one engine's model.</summary>
internal sealed class OrganizationShapes(IModel model)
{
    public RowShape<FenceRaise> Fence { get; } = FenceRaise.Shape(model);

    public RowShape<OrganizationRow> Addition { get; } = RowShape<OrganizationRow>.Insert(model);

    public RowShape<OrganizationWrite> Organization { get; } = RowShape<OrganizationWrite>.Update(
        model, typeof(OrganizationRow), [nameof(OrganizationWrite.Id)], version: nameof(OrganizationWrite.Version));

    public RowShape<DepartmentWrite> Department { get; } = RowShape<DepartmentWrite>.Update(model, typeof(DepartmentRow), [nameof(DepartmentWrite.Id)]);

    /// <summary>The ledger of a department that was opened or closed loses its fence and reads what it is now.</summary>
    public RowShape<LedgerNudge> Ledger { get; } = RowShape<LedgerNudge>.Update(
        model, typeof(DepartmentBudgetRow), [nameof(LedgerNudge.DepartmentId)], added: nameof(LedgerNudge.Version));

    public FreezeShapes Freezes { get; } = new(model);

    public RowShape<OutboxRow> Event { get; } = RowShape<OutboxRow>.Insert(model);
}

/// <summary>An organisation's version after a change; it must stand one below.</summary>
internal sealed record FenceRaise(Guid Id, long Version, DateTimeOffset UpdatedAt)
{
    /// <summary>The fence of every change of an organisation's departments and people.</summary>
    public static RowShape<FenceRaise> Shape(IModel model) =>
        RowShape<FenceRaise>.Update(model, typeof(OrganizationRow), [nameof(Id)], version: nameof(Version));
}

/// <summary>What a change writes of an organisation, behind its version.</summary>
internal sealed record OrganizationWrite(Guid Id, string Name, bool IsActive, string Settings, long Version, DateTimeOffset UpdatedAt);

/// <summary>What a change writes of a department.</summary>
internal sealed record DepartmentWrite(Guid Id, string Name, string Code, bool IsActive, string Settings, DateTimeOffset UpdatedAt);

/// <summary>By how much a ledger's version rises.</summary>
internal sealed record LedgerNudge(Guid DepartmentId, long Version, DateTimeOffset UpdatedAt);
