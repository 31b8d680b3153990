using DonatelloAI.Contracts.Freezes;
using DonatelloAI.Grains.Freezes;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Modelling;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace DonatelloAI.Storage.Freezes;

/// <summary>The shapes of a freeze that begins or ends on one engine's model.</summary>
internal sealed class FreezeShapes(IModel model)
{
    public RowShape<FreezeLift> Lift { get; } =
        RowShape<FreezeLift>.Update(model, typeof(FreezeRow), [nameof(FreezeLift.Id)], guards: RowGuard.Unset("lifted_at"));

    public RowShape<FreezeRow> Freeze { get; } = RowShape<FreezeRow>.Insert(model);
}

/// <summary>The end of a freeze.</summary>
internal sealed record FreezeLift(Guid Id, DateTimeOffset? LiftedAt, Guid? LiftedBy);

/// <summary>Freezes as rows, and what becomes of them in somebody else's commit.</summary>
internal static class FreezeRows
{
    /// <summary>Ends the freeze that held and begins the one that shall hold, where they differ. A row that somebody else ended is a lost fence.</summary>
    public static CommitPlan AddFreeze(this CommitPlan plan, FreezeShapes shapes, FreezeView? before, FreezeView? after, FreezeSubject subject, Guid actorId, DateTimeOffset at) =>
        before == after ? plan : plan
            .Add(shapes.Lift, before is null ? [] : [new FreezeLift(before.Id, at, actorId)])
            .Add(shapes.Freeze, after is null ? [] : [ToRow(after, subject)]);

    public static FreezeView ToView(FreezeRow row) => new(row.Id, row.Reason, row.FrozenAt, row.FrozenBy);

    /// <summary>The freezes of some subjects that hold, by subject.</summary>
    public static async Task<Dictionary<Guid, FreezeView>> Read(DonatelloContext db, IReadOnlyList<Guid> subjects) =>
        subjects.Count == 0 ? [] : await FreezeQueries.Of(db, subjects).AsNoTracking().ToDictionaryAsync(row => row.SubjectId, ToView);

    private static FreezeRow ToRow(FreezeView freeze, FreezeSubject subject) => new()
    {
        Id = freeze.Id,
        SubjectId = subject.Id,
        Kind = subject.Kind,
        OrganizationId = subject.OrganizationId,
        QuotaPool = subject.QuotaPool,
        Reason = freeze.Reason,
        FrozenAt = Moment.FromMicros(Moment.ToMicros(freeze.FrozenAt)),
        FrozenBy = freeze.FrozenBy,
    };
}

/// <summary>What a freeze is of.</summary>
internal sealed record FreezeSubject(Guid Id, FreezeKind Kind, Guid? OrganizationId, string? QuotaPool)
{
    public static FreezeSubject Department(Guid organizationId, Guid id) => new(id, FreezeKind.Department, organizationId, null);

    public static FreezeSubject Organization(Guid id) => new(id, FreezeKind.Organization, id, null);

    public static FreezeSubject Pool(string name) => new(Contracts.DerivedId.Pool(name), FreezeKind.QuotaPool, null, name);
}
