using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Organizations;
using DonatelloAI.Grains.Budgets;
using Microsoft.Extensions.DependencyInjection;

namespace DonatelloAI.Grains.Organizations;

/// <summary>
/// An organisation's cap in the cluster. Raising: share first, then budget; lowering: budget first, then share. Whatever
/// fails in between leaves a share that is too large, which holds nothing up and is trimmed by the next change.
/// </summary>
public sealed class OrganizationBudgetGrain(
    IOrganizationBudgetStore store,
    [FromKeyedServices(DomainClock.Key)] TimeProvider time) : Grain, IOrganizationBudgetGrain
{
    /// <summary>How often a share is raised again that somebody else trimmed before the department could use it.</summary>
    private const int MaxRounds = 3;

    private OrganizationBudget _budget = null!;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _budget = new OrganizationBudget(this.GetPrimaryKey(), store, time);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<BudgetReply> SetDepartmentBudget(SetBudget change, Guid departmentId) => Guarded(async () =>
    {
        if (LedgerRules.Check(change) is { } breach)
        {
            return Refuse(breach);
        }

        for (var round = 0; round < MaxRounds; round++)
        {
            var reply = await RaiseAndSet(change, departmentId);
            if (reply is not BudgetRefused { Reason: BudgetRefusal.AllocationExceeded })
            {
                return reply;
            }
        }

        return Replies.StorageUnavailable;
    });

    /// <inheritdoc/>
    public Task<BudgetReply> CreateDepartment(CreateDepartment request) => Guarded(() => DepartmentRules.Check(request) is { } breach
        ? Task.FromResult<BudgetReply>(Refuse(breach))
        : _budget.Create(request));

    /// <inheritdoc/>
    public Task<BudgetReply> SetMonthlyCap(SetMonthlyCap change) => Guarded(() => change.OperationId == Guid.Empty || change.ActorId == Guid.Empty
        ? Task.FromResult<BudgetReply>(Refuse(Breach.Field("operation_id and actor_id must not be empty.")))
        : _budget.SetCap(change));

    /// <inheritdoc/>
    public async Task<OrganizationBudgetView?> Read() => await store.Load(this.GetPrimaryKey()) is not { } state ? null : new OrganizationBudgetView
    {
        OrganizationId = state.OrganizationId,
        MonthlyCap = state.MonthlyCap,
        Departments = [.. state.Departments.Select(department => new AllotmentView(department.DepartmentId, department.MonthlyBudget, department.Allotted))],
    };

    private static BudgetRefused Refuse(Breach breach) => new() { Reason = breach.Reason, Message = breach.Message, Asked = breach.Asked };

    private async Task<BudgetReply> RaiseAndSet(SetBudget change, Guid departmentId)
    {
        var department = GrainFactory.GetGrain<IDepartmentBudgetGrain>(departmentId);
        var refusal = await _budget.Change(
            change.OperationId, change.ActorId, state => AllotmentRules.Raise(state, departmentId, change.MonthlyBudget));
        if (refusal is BudgetRefused { Reason: BudgetRefusal.OrganizationCapExceeded })
        {
            // The department knows whether the same operation was accepted while there was room; it accepts no other.
            return await department.SetBudget(change) is BudgetAccepted known ? known : refusal;
        }

        if (refusal is not null)
        {
            return refusal;
        }

        var reply = await department.SetBudget(change);
        if (reply is BudgetAccepted && change.MonthlyBudget is not null)
        {
            await Trim(change, departmentId);
        }

        return reply;
    }

    /// <summary>The budget is in force whatever happens here: a share that could not be trimmed now is trimmed by the next change.</summary>
    private Task<BudgetReply> Trim(SetBudget change, Guid departmentId) => Guarded(async () =>
        await _budget.Change(change.OperationId, change.ActorId, state => AllotmentRules.Trim(state, departmentId)) ?? new BudgetAccepted());

    private static async Task<BudgetReply> Guarded(Func<Task<BudgetReply>> change)
    {
        try
        {
            return await change();
        }
        catch (Exception lost) when (lost is StorageUnavailableException or TimeoutException or OrleansException)
        {
            return Replies.OutcomeUnknown;
        }
    }
}
