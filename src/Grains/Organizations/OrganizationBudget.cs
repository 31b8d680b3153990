using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Organizations;
using DonatelloAI.Grains.Budgets;

namespace DonatelloAI.Grains.Organizations;

/// <summary>Decides by the rules and commits, again when somebody else was faster.</summary>
internal sealed class OrganizationBudget(Guid organizationId, IOrganizationBudgetStore store, TimeProvider time)
{
    /// <summary>How often a change is decided again after a lost fence.</summary>
    private const int MaxReloads = 5;

    /// <summary>Sets the cap, once an operation.</summary>
    public async Task<BudgetReply> SetCap(SetMonthlyCap change)
    {
        if (await store.WasApplied(change.OperationId))
        {
            return await Accepted(replayed: true);
        }

        var answer = await Change(change.OperationId, change.ActorId, state => AllotmentRules.SetCap(state, change.Cap));
        return answer ?? await Accepted(replayed: false);
    }

    /// <summary>Makes a department, once.</summary>
    public async Task<BudgetReply> Create(CreateDepartment request)
    {
        var isNew = false;
        var answer = await Change(request.DepartmentId, request.ActorId, state =>
        {
            var decision = AllotmentRules.Create(state, request);
            isNew = decision.Change is not null;
            return decision;
        });
        return answer ?? await Accepted(replayed: !isNew);
    }

    /// <summary>Null once the decision is durable or needs nothing, else why it is not.</summary>
    public async Task<BudgetReply?> Change(Guid operationId, Guid actorId, Func<OrganizationAllotments, AllotmentDecision> decide)
    {
        var cause = new AllotmentCause(operationId, actorId, time.GetUtcNow());
        for (var reload = 0; reload <= MaxReloads; reload++)
        {
            var (isDone, reply) = await Try(cause, decide);
            if (isDone)
            {
                return reply;
            }
        }

        return Replies.StorageUnavailable;
    }

    private async Task<(bool IsDone, BudgetReply? Reply)> Try(AllotmentCause cause, Func<OrganizationAllotments, AllotmentDecision> decide)
    {
        if (await store.Load(organizationId) is not { } state)
        {
            return (true, OrganizationUnknown());
        }

        var decision = decide(state);
        if (decision.Change is not { } change)
        {
            return (true, decision.Refusal);
        }

        var outcome = await store.Commit(change, cause);
        return (outcome.Result != CommitResult.FenceLost, Answer(outcome));
    }

    private static BudgetReply? Answer(CommitOutcome outcome) => outcome.Result switch
    {
        CommitResult.Committed or CommitResult.FenceLost => null,
        CommitResult.Unknown => Replies.OutcomeUnknown,
        CommitResult.Unavailable => Replies.StorageUnavailable,
        CommitResult.KeyExists => new BudgetRefused { Reason = BudgetRefusal.IdInUse, Message = outcome.Detail },
        _ => Replies.RowRefused(outcome.Detail),
    };

    private async Task<BudgetReply> Accepted(bool replayed) => await store.Load(organizationId) is { } state
        ? new BudgetAccepted { Left = AllotmentRules.Left(state), Replayed = replayed }
        : OrganizationUnknown();

    private static BudgetRefused OrganizationUnknown() =>
        new() { Reason = BudgetRefusal.OrganizationUnknown, Message = "There is no such organisation." };
}
