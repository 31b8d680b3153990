using System.Linq.Expressions;
using System.Reflection;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Freezes;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Generations;

/// <summary>Every query of the generation store; kept together so that each is checked against every engine's grammar.</summary>
internal static class GenerationQueries
{
    private static readonly MethodInfo TakeRows = new Func<IQueryable<GenerationRow>, int, IQueryable<GenerationRow>>(Queryable.Take).Method;

    /// <summary>One statement, so that generation, holds and attempts are of one moment.</summary>
    public static IQueryable<FoundGeneration> Generation(DonatelloContext db, Guid id)
    {
        var expired = ExpiredAttempts(db);
        return
            from generation in db.Generations
            where generation.Id == id
            join metadata in db.GenerationMetadata on generation.Id equals metadata.GenerationId into details
            from metadata in details.DefaultIfEmpty()
            select new FoundGeneration(
                generation,
                metadata,
                db.BudgetHolds
                    .Where(hold => hold.GenerationId == generation.Id && hold.State == HoldState.Open)
                    .Select(hold => new FoundHold(hold.Id, hold.RemainingAud, hold.FxRate, hold.PriceVersion))
                    .ToList(),
                db.GenerationAttempts
                    .Where(attempt => attempt.GenerationId == generation.Id)
                    .OrderBy(attempt => attempt.AttemptNo)
                    .Select(attempt => new FoundAttempt(attempt, expired.Any(late => late.Id == attempt.Id)))
                    .ToList());
    }

    public static IQueryable<GenerationOwner> Owner(DonatelloContext db, Guid id) =>
        from generation in db.Generations
        where generation.Id == id
        select new GenerationOwner(generation.OrganizationId, generation.DepartmentId, generation.UserId);

    /// <summary>
    /// Each department's first, then each one's second and so on, until the limit cuts: so one department's thousands hide
    /// nobody's few. What is frozen is left out. Interactive rows come before batches, but each class has its share of a department's rows and of all rows, and
    /// what one leaves is the other's: so neither hides the other. The first condition on the status repeats that of the index,
    /// which SQLite recognises word by word.
    /// </summary>
    public static IQueryable<WaitingGeneration> Pending(
        DonatelloContext db, string providerName, IReadOnlyList<string> modelNames, int perDepartment, int limit)
    {
        const string BatchLast = "CASE WHEN batch_id IS NULL THEN 0 ELSE 1 END";
        var table = db.Engine.Table("generations");
        var frozen = FreezeQueries.Frozen(db.Engine);
        var models = string.Join(", ", modelNames.Select((_, i) => $"CAST({{{i + 5}}} AS varchar(100))"));
        var sql = $$"""
            SELECT g.* FROM {{table}} AS g INNER JOIN (
                SELECT id, batch_last, ROW_NUMBER() OVER (PARTITION BY batch_last ORDER BY place, since, id) AS turn
                FROM (
                    SELECT id, batch_last, since, place,
                        ROW_NUMBER() OVER (PARTITION BY department_id ORDER BY {{BeyondShare("place", "{1}", "{3}")}}, batch_last, place) AS among
                    FROM (
                        SELECT id, department_id, {{BatchLast}} AS batch_last, created_at AS since,
                            ROW_NUMBER() OVER (PARTITION BY department_id, {{BatchLast}} ORDER BY created_at, id) AS place
                        FROM {{table}}
                        WHERE status IN ('pending', 'processing') AND status = 'pending'
                            AND model_provider = CAST({0} AS varchar(50)) AND model_name IN ({{models}})
                            AND department_id NOT IN ({{frozen}}) AND organization_id NOT IN ({{frozen}})
                    ) AS waiting
                    WHERE place <= {1}
                ) AS departments
                WHERE among <= {1}
            ) AS w ON w.id = g.id
            ORDER BY {{BeyondShare("w.turn", "{2}", "{4}")}}, w.batch_last, w.turn
            {{db.Engine.First("{2}")}}
            """;
        var (batchesOfDepartment, batches) = (perDepartment / WaitingGeneration.BatchShare, limit / WaitingGeneration.BatchShare);
        return
            from generation in db.Generations.FromSqlRaw(sql, [providerName, perDepartment, limit, batchesOfDepartment, batches, .. modelNames])
            orderby generation.BatchId != null, generation.CreatedAt, generation.Id
            select new WaitingGeneration(generation.Id, generation.DepartmentId, generation.BatchId != null, generation.CreatedAt);
    }

    /// <summary>0 for a row within the share of its class, 1 for one that takes what the other class leaves.</summary>
    private static string BeyondShare(string place, string all, string batches) =>
        $"CASE WHEN {place} <= CASE batch_last WHEN 1 THEN {batches} ELSE {all} - {batches} END THEN 0 ELSE 1 END";

    public static IQueryable<WaitedModel> WaitedModels(DonatelloContext db) => Unended(db)
        .Where(generation => generation.Status == GenerationStatus.Pending)
        .Select(generation => new { generation.ModelProvider, generation.ModelName })
        .Distinct()
        .Select(model => new WaitedModel(model.ModelProvider, model.ModelName));

    public static IQueryable<Guid> Unresolved(DonatelloContext db, DateTimeOffset startedBefore, int limit) =>
        Of(db.GenerationAttempts, $"SELECT * FROM {db.Engine.Table("generation_attempts")} WHERE state = 'unknown'")
            .Where(attempt => attempt.StartedAt < startedBefore)
            .OrderBy(attempt => attempt.StartedAt)
            .Select(attempt => attempt.GenerationId)
            .Take(limit);

    public static IQueryable<Guid> Abandoned(DonatelloContext db, int limit)
    {
        var live = LiveAttempts(db);
        return Unended(db)
            .Where(generation => generation.Status == GenerationStatus.Processing && !live.Any(attempt => attempt.GenerationId == generation.Id))
            .OrderBy(generation => generation.CreatedAt)
            .ThenBy(generation => generation.Id)
            .Select(generation => generation.Id)
            .Take(limit);
    }

    public static IQueryable<RunningAttempt> Running(DonatelloContext db, string pool) =>
        from attempt in LiveAttempts(db)
        where attempt.QuotaPool == pool
        orderby attempt.LeaseUntil
        select new RunningAttempt(attempt.GenerationId, attempt.LeaseUntil);

    public static IQueryable<DateTimeOffset> Starts(DonatelloContext db, string pool, DateTimeOffset since) =>
        from attempt in db.GenerationAttempts
        where attempt.QuotaPool == pool && attempt.StartedAt >= since
        orderby attempt.StartedAt
        select attempt.StartedAt;

    /// <summary>The page's rows first, each branch through its own index; then what belongs to them.</summary>
    public static IQueryable<ListedGeneration> Page(DonatelloContext db, Caller caller, GenerationFilter filter)
    {
        var limit = Math.Clamp(filter.Limit, 1, GenerationFilter.MaxLimit);
        var branches = Visibility.Of(caller, filter.OrganizationId)
            .Select(reach => Newest(Filtered(NotDeleted(db).Where(reach), filter), limit))
            .ToList();
        var page = branches switch
        {
            [] => db.Generations.Where(_ => false),
            [var only] => only,
            _ => Merged(db, branches, limit),
        };
        return
            from generation in page
            join metadata in db.GenerationMetadata on generation.Id equals metadata.GenerationId into details
            from metadata in details.DefaultIfEmpty()
            orderby generation.CreatedAt descending, generation.Id descending
            select new ListedGeneration(
                generation,
                metadata,
                db.BudgetHolds
                    .Where(hold => hold.GenerationId == generation.Id && hold.State == HoldState.Open)
                    .Select(hold => new FoundHold(hold.Id, hold.RemainingAud, hold.FxRate, hold.PriceVersion))
                    .ToList());
    }

    /// <summary>The newest of several branches, of which each has found its own newest.</summary>
    private static IQueryable<GenerationRow> Merged(DonatelloContext db, List<IQueryable<GenerationRow>> branches, int limit)
    {
        var ids = Newest(branches.Aggregate((all, branch) => all.Concat(branch)), limit).Select(row => row.Id);
        return db.Generations.Where(row => ids.Contains(row.Id));
    }

    private static IQueryable<GenerationRow> Newest(IQueryable<GenerationRow> rows, int limit) =>
        First(rows.OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Id), limit);

    /// <summary>
    /// The limit stands in the text: PostgreSQL would otherwise take a prepared page for a tenth of the history, find every plan
    /// for the values at hand cheaper, and plan each page anew, which takes longer than reading it.
    /// </summary>
    private static IQueryable<GenerationRow> First(IQueryable<GenerationRow> rows, int limit)
    {
        Expression<Func<int>> count = () => EF.Constant(limit);
        return rows.Provider.CreateQuery<GenerationRow>(Expression.Call(TakeRows, rows.Expression, count.Body));
    }

    private static IQueryable<GenerationRow> Filtered(IQueryable<GenerationRow> rows, GenerationFilter filter)
    {
        rows = filter.IncludeArchived ? rows : rows.Where(row => row.ArchivedAt == null);
        rows = filter.After is { } end ? rows.Where(row => row.CreatedAt <= end.CreatedAt && (row.CreatedAt < end.CreatedAt || row.Id < end.Id)) : rows;
        rows = filter.From is { } from ? rows.Where(row => row.CreatedAt >= from) : rows;
        rows = filter.To is { } to ? rows.Where(row => row.CreatedAt < to) : rows;
        rows = filter.Status is { } status ? rows.Where(row => row.Status == status) : rows;
        rows = filter.DepartmentId is { } department ? rows.Where(row => row.DepartmentId == department) : rows;
        rows = filter.UserId is { } user ? rows.Where(row => row.UserId == user) : rows;
        rows = filter.GroupId is { } group ? rows.Where(row => row.GroupId == group) : rows;
        rows = filter.BatchId is { } batch ? rows.Where(row => row.BatchId == batch) : rows;
        return filter.Model is { } model ? OfModel(rows, model) : rows;
    }

    private static IQueryable<GenerationRow> OfModel(IQueryable<GenerationRow> rows, string model) =>
        model.Split('/', 2) is [var provider, var name]
            ? rows.Where(row => row.ModelProvider == provider && row.ModelName == name)
            : rows.Where(row => row.ModelName == model);

    /// <summary>Says it as the index does, which SQLite recognises word by word.</summary>
    private static IQueryable<GenerationRow> NotDeleted(DonatelloContext db) =>
        Of(db.Generations, $"SELECT * FROM {db.Engine.Table("generations")} WHERE is_deleted = {db.Engine.False()}");

    /// <inheritdoc cref="NotDeleted"/>
    private static IQueryable<GenerationRow> Unended(DonatelloContext db) =>
        Of(db.Generations, $"SELECT * FROM {db.Engine.Table("generations")} WHERE status IN ('pending', 'processing')");

    private static IQueryable<GenerationAttemptRow> LiveAttempts(DonatelloContext db) => StartedAttempts(db, ">");

    private static IQueryable<GenerationAttemptRow> ExpiredAttempts(DonatelloContext db) => StartedAttempts(db, "<=");

    private static IQueryable<GenerationAttemptRow> StartedAttempts(DonatelloContext db, string leaseToNow) => Of(
        db.GenerationAttempts,
        $"SELECT * FROM {db.Engine.Table("generation_attempts")} WHERE state = 'started' AND lease_until {leaseToNow} {DatabaseClock.NowOfQuery(db.Engine)}");

    /// <summary>Rows of a text that is made of this file's words only.</summary>
    private static IQueryable<TRow> Of<TRow>(DbSet<TRow> table, string sql)
        where TRow : class => table.FromSqlRaw(sql);
}

/// <summary>A generation with all that is known of it.</summary>
internal sealed record FoundGeneration(GenerationRow Generation, GenerationMetadataRow? Metadata, List<FoundHold> Holds, List<FoundAttempt> Attempts);

/// <summary>An attempt, and whether it was still started after its lease.</summary>
internal sealed record FoundAttempt(GenerationAttemptRow Attempt, bool LeaseExpired);

/// <summary>A row of a page.</summary>
internal sealed record ListedGeneration(GenerationRow Generation, GenerationMetadataRow? Metadata, List<FoundHold> Holds);

/// <summary>An open hold.</summary>
internal sealed record FoundHold(Guid Id, Money Remaining, decimal FxRate, int PriceVersion);
