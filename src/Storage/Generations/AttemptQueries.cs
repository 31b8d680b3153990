using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Storage.Budgets;
using DonatelloAI.Storage.Commits;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Generations;

/// <summary>The operator's desk's queries; kept together so that each is checked against every engine's grammar.</summary>
internal static class AttemptQueries
{
    public static IQueryable<FoundDeskAttempt> Attempt(DonatelloContext db, Guid id) =>
        WithHold(db, db.GenerationAttempts.Where(attempt => attempt.Id == id));

    /// <summary>The page's rows first, then their holds.</summary>
    public static IQueryable<FoundDeskAttempt> Page(DonatelloContext db, AttemptFilter filter)
    {
        var page = Filtered(Standing(db, filter.Outcome), filter)
            .OrderByDescending(attempt => attempt.StartedAt)
            .ThenByDescending(attempt => attempt.Id)
            .Take(filter.Limit);
        return WithHold(db, page).OrderByDescending(found => found.Attempt.StartedAt).ThenByDescending(found => found.Attempt.Id);
    }

    public static DeskAttempt ToRecord(FoundDeskAttempt found) => new()
    {
        Id = found.Attempt.Id,
        GenerationId = found.Attempt.GenerationId,
        OrganizationId = found.Attempt.OrganizationId,
        DepartmentId = found.Attempt.DepartmentId,
        AttemptNo = found.Attempt.AttemptNo,
        ModelProvider = found.Attempt.ModelProvider,
        ModelName = found.Attempt.ModelName,
        State = found.Attempt.State,
        Billed = found.Attempt.Billed,
        Remaining = found.Hold?.RemainingAud ?? Money.Zero,
        Charged = found.Hold?.ChargedAud ?? Money.Zero,
        ProviderRequestId = found.Attempt.ProviderRequestId,
        ProviderJobId = found.Attempt.ProviderJobId,
        ErrorClass = found.Attempt.ErrorClass,
        StartedAt = found.Attempt.StartedAt,
        EndedAt = found.Attempt.EndedAt,
    };

    private static IQueryable<FoundDeskAttempt> WithHold(DonatelloContext db, IQueryable<GenerationAttemptRow> attempts) =>
        from attempt in attempts
        join hold in db.BudgetHolds on attempt.HoldId equals hold.Id into holds
        from hold in holds.DefaultIfEmpty()
        select new FoundDeskAttempt { Attempt = attempt, Hold = hold };

    /// <summary>What the desk is for is found by its own index, whose condition SQLite recognises word by word.</summary>
    private static IQueryable<GenerationAttemptRow> Standing(DonatelloContext db, AttemptOutcome? outcome)
    {
        if (outcome == AttemptOutcome.Unknown)
        {
            var unknown = $"SELECT * FROM {db.Engine.Table("generation_attempts")} WHERE state = 'unknown'";
            return db.GenerationAttempts.FromSqlRaw(unknown);
        }

        return outcome is { } asked ? OfState(db, (AttemptState)asked) : db.GenerationAttempts;
    }

    private static IQueryable<GenerationAttemptRow> OfState(DonatelloContext db, AttemptState state) =>
        db.GenerationAttempts.Where(attempt => attempt.State == state);

    private static IQueryable<GenerationAttemptRow> Filtered(IQueryable<GenerationAttemptRow> rows, AttemptFilter filter)
    {
        rows = filter.After is { } end ? rows.Where(row => row.StartedAt <= end.StartedAt && (row.StartedAt < end.StartedAt || row.Id < end.Id)) : rows;
        rows = filter.From is { } from ? rows.Where(row => row.StartedAt >= from) : rows;
        rows = filter.To is { } to ? rows.Where(row => row.StartedAt < to) : rows;
        rows = filter.Provider is { } provider ? rows.Where(row => row.ModelProvider == provider) : rows;
        rows = filter.OrganizationId is { } organization ? rows.Where(row => row.OrganizationId == organization) : rows;
        return filter.DepartmentId is { } department ? rows.Where(row => row.DepartmentId == department) : rows;
    }
}

/// <summary>An attempt with the hold that pays for it.</summary>
internal sealed class FoundDeskAttempt
{
    public required GenerationAttemptRow Attempt { get; init; }

    public BudgetHoldRow? Hold { get; init; }
}
