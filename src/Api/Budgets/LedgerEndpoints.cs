using DonatelloAI.Api.Access;
using DonatelloAI.Api.Bodies;
using DonatelloAI.Api.OpenApi;
using DonatelloAI.Api.Paging;
using DonatelloAI.Api.Problems;
using DonatelloAI.Contracts.Budgets;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DonatelloAI.Api.Budgets;

/// <summary>A department's ledger: entries, holds, limits, corrections, the verifier.</summary>
internal static class LedgerEndpoints
{
    private const string Policy = "/v1/departments/{id}/budget";

    public static void MapBudgetLedger(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/departments/{id:guid}/budget");
        group.MapGet("/entries", Entries)
            .Describe($"GET {Policy}/entries", "A department's ledger", "Every change of its money, newest first.", 400, 404)
            .WithMetadata(new Paged(), DescribedParameter.Period);
        group.MapGet("/holds", Holds)
            .Describe($"GET {Policy}/holds", "Money on hold", "Open holds: what work in progress may cost at most.", 400, 404)
            .WithMetadata(new Paged());
        group.MapPut("/limits/{subject_id:guid}", SetLimit)
            .Describe(
                $"PUT {Policy}/limits/{{subject_id}}",
                "Limit a person or key",
                "What a person or an API key of the organisation may spend a month in this department. Hard in every mode.",
                400, 404, 409, 413, 415, 422)
            .WithMetadata(DescribedParameter.Idempotency);
        group.MapDelete("/limits/{subject_id:guid}", RemoveLimit)
            .Describe($"DELETE {Policy}/limits/{{subject_id}}", "Remove a limit", "May be repeated.", 404, 409)
            .WithMetadata(DescribedParameter.Idempotency);
        group.MapPost("/adjustments", Adjust)
            .Describe(
                $"POST {Policy}/adjustments",
                "Correct what is spent",
                "Adds to what is spent in a month, or takes away, with a reason that the ledger keeps.",
                400, 404, 413, 415, 422)
            .WithMetadata(DescribedParameter.Idempotency);
        group.MapPost("/verify", Verify)
            .Describe($"POST {Policy}/verify", "Verify a department's ledger", "Recomputes every sum from the rows and names the first difference.", 404);
    }

    private static async Task<Ok<PageAnswer<BudgetEntryAnswer>>> Entries(Department department, Page page, string? period, IGrainFactory grains)
    {
        var list = $"entries/{department.Id}/{period}";
        var filter = new BudgetEntryFilter { Limit = page.Limit, Before = page.After<long?>(list), PeriodStart = Month.Parse(period) };
        var entries = await Department.Reader(grains).Entries(department.Id, filter);
        return TypedResults.Ok(page.Answer(entries.Entries.Select(BudgetEntryAnswer.Of), entries.Next, list));
    }

    private static async Task<Ok<PageAnswer<OpenHoldAnswer>>> Holds(Department department, Page page, IGrainFactory grains)
    {
        var list = $"holds/{department.Id}";
        var holds = await Department.Reader(grains).OpenHolds(department.Id, page.Limit, page.After<Guid?>(list));
        return TypedResults.Ok(page.Answer(holds.Holds.Select(OpenHoldAnswer.Of), holds.Next, list));
    }

    private static async Task<Results<Ok<UserLimitAnswer>, ProblemResult>> SetLimit(
        [Microsoft.AspNetCore.Mvc.FromRoute(Name = "subject_id")] Guid subjectId,
        Department department, CurrentCaller caller, IdempotencyKey idempotency, JsonBody<SetLimitBody> body, IGrainFactory grains)
    {
        if (await Department.Reader(grains).SubjectKind(department.OrganizationId, subjectId) is not { } subject)
        {
            return (ProblemResult)NoSubject();
        }

        var change = new SetLimit
        {
            OperationId = idempotency.Operation(caller.Caller),
            ActorId = caller.Caller.UserId,
            SubjectId = subjectId,
            Subject = subject,
            Amount = body.Value.AmountAud,
            Reason = body.Value.Reason,
        };
        var reply = await department.Ledger(grains).SetLimit(change);
        if (await Ledgers.Refusal(reply, department, change, grains, "amount_aud") is { } problem)
        {
            return (ProblemResult)problem;
        }

        idempotency.MarkReplayed(reply is BudgetAccepted { Replayed: true });
        var budget = await department.Ledger(grains).Read();
        return budget?.Limits.FirstOrDefault(limit => limit.SubjectId == subjectId) is { } now
            ? TypedResults.Ok(UserLimitAnswer.Of(now))
            : (ProblemResult)KnownProblems.Of(StatusCodes.Status409Conflict, "limit_removed", "The limit was removed again since.");
    }

    private static async Task<Results<NoContent, ProblemResult>> RemoveLimit(
        [Microsoft.AspNetCore.Mvc.FromRoute(Name = "subject_id")] Guid subjectId,
        Department department, CurrentCaller caller, IdempotencyKey idempotency, IGrainFactory grains)
    {
        if (await Department.Reader(grains).SubjectKind(department.OrganizationId, subjectId) is not { } subject)
        {
            return (ProblemResult)NoSubject();
        }

        var change = new SetLimit
        {
            OperationId = idempotency.Operation(caller.Caller),
            ActorId = caller.Caller.UserId,
            SubjectId = subjectId,
            Subject = subject,
        };
        var reply = await department.Ledger(grains).SetLimit(change);
        if (await Ledgers.Refusal(reply, department, change, grains) is { } problem)
        {
            return (ProblemResult)problem;
        }

        idempotency.MarkReplayed(reply is BudgetAccepted { Replayed: true });
        return TypedResults.NoContent();
    }

    private static async Task<Results<Created<BudgetEntryAnswer>, ProblemResult>> Adjust(
        Department department, CurrentCaller caller, IdempotencyKey idempotency, JsonBody<AdjustmentBody> body, IGrainFactory grains)
    {
        var change = new Adjust
        {
            OperationId = idempotency.Operation(caller.Caller),
            ActorId = caller.Caller.UserId,
            Amount = body.Value.AmountAud,
            PeriodStart = Month.Parse(body.Value.Period),
            Reason = body.Value.Reason,
        };
        var reply = await department.Ledger(grains).Adjust(change);
        if (await Ledgers.Refusal(reply, department, change, grains, "amount_aud") is { } problem)
        {
            return (ProblemResult)problem;
        }

        idempotency.MarkReplayed(reply is BudgetAccepted { Replayed: true });
        var entry = await Department.Reader(grains).EntryOf(department.Id, change.OperationId);
        return TypedResults.Created($"/v1/departments/{department.Id}/budget/entries", BudgetEntryAnswer.Of(entry!));
    }

    private static async Task<Results<Ok<VerifyAnswer>, ProblemResult>> Verify(Department department, IGrainFactory grains) =>
        await department.Ledger(grains).Verify() is { } report
            ? TypedResults.Ok(VerifyAnswer.Of(report))
            : (ProblemResult)KnownProblems.NotFound("The department has no budget.");

    private static Problem NoSubject() => KnownProblems.NotFound("The organisation has no such person or API key.");
}
