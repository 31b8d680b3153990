using DonatelloAI.Storage.Commits;

namespace DonatelloAI.Storage.Freezes;

/// <summary>Every query of freezes; kept together so that each is checked against every engine's grammar.</summary>
internal static class FreezeQueries
{
    /// <summary>SQL: the subjects that are frozen now. As few as there are freezes, by their own index.</summary>
    public static string Frozen(StorageEngine engine) => $"SELECT subject_id FROM {engine.Table("freezes")} WHERE lifted_at IS NULL";

    /// <summary>The freezes of some subjects that hold.</summary>
    public static IQueryable<FreezeRow> Of(DonatelloContext db, IReadOnlyList<Guid> subjects) =>
        Holding(db).Where(freeze => Microsoft.EntityFrameworkCore.EF.Parameter(subjects).Contains(freeze.SubjectId));

    /// <summary>Frozen accounts.</summary>
    public static IQueryable<FreezeRow> Pools(DonatelloContext db) => Holding(db).Where(freeze => freeze.QuotaPool != null);

    /// <summary>Departments that are frozen themselves or with their organisation; some of them twice.</summary>
    public static IQueryable<Guid> Departments(DonatelloContext db) =>
        (from freeze in Holding(db) join department in db.Departments on freeze.SubjectId equals department.Id select department.Id)
        .Concat(from freeze in Holding(db) join department in db.Departments on freeze.SubjectId equals department.OrganizationId select department.Id);

    private static IQueryable<FreezeRow> Holding(DonatelloContext db) => db.Freezes.Where(freeze => freeze.LiftedAt == null);
}
