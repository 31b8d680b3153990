using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Organizations;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Freezes;
using DonatelloAI.Grains.Generations;
using Microsoft.Extensions.DependencyInjection;

namespace DonatelloAI.Grains.Organizations;

/// <summary>An organisation and its departments in the cluster: decides by the rules and commits, again when somebody else was faster.</summary>
public sealed class OrganizationGrain(
    IOrganizationStore store,
    EpochPush epochs,
    PendingWork pending,
    FreezeNews freezes,
    [FromKeyedServices(DomainClock.Key)] TimeProvider time) : Grain, IOrganizationGrain
{
    /// <inheritdoc/>
    public Task<OrganizationReply> Create(CreateOrganization request) => Fenced.Run(async () =>
    {
        var scene = await store.Load(this.GetPrimaryKey(), request.Domain);
        if (scene.Organization is { } known)
        {
            return OrganizationEdits.IsMadeBy(known, request)
                ? new OrganizationAccepted(Replayed: true)
                : Fenced.Refuse(new OrganizationRefused(OrganizationRefusal.IdempotencyKeyReused, "The idempotency key was used for another organisation: use a new one."));
        }

        var (refusal, edit) = OrganizationEdits.Create(this.GetPrimaryKey(), scene, request, time.GetUtcNow());
        return refusal is not null ? Fenced.Refuse(refusal) : Fenced.Of(await store.Commit(edit!));
    });

    /// <inheritdoc/>
    public async Task<OrganizationReply> Change(ChangeOrganization request)
    {
        var organization = this.GetPrimaryKey();
        if (OrganizationEdits.Refuse(await store.Load(organization, null), request) is { } refusal)
        {
            return refusal;
        }

        if ((request.MonthlyCap is not null || request.RemovesMonthlyCap) && await SetCap(request) is { } refused)
        {
            return refused;
        }

        OrganizationEdit? made = null;
        var reply = await Fenced.Run(async () =>
        {
            var scene = await store.Load(organization, null);
            made = OrganizationEdits.Change(scene, request, time.GetUtcNow());
            return made is null ? Fenced.Unchanged
                : made.After.IsActive && scene.IsDomainTaken
                    ? Fenced.Refuse(new OrganizationRefused(OrganizationRefusal.DomainTaken, "Another active organisation has the domain."))
                : Fenced.Of(await store.Commit(made));
        });
        if (reply is OrganizationAccepted && made is not null)
        {
            await epochs.ToAll(organization);
            await freezes.Tell(made.Before!.Freeze, made.After.Freeze);
            if (made.Before!.IsActive && !made.After.IsActive)
            {
                pending.CallOff(request.Caller, organization).Ignore();
            }
        }

        return reply;
    }

    /// <summary>Null once the cap is as asked.</summary>
    private async Task<OrganizationReply?> SetCap(ChangeOrganization request)
    {
        var change = new SetMonthlyCap { OperationId = request.OperationId, ActorId = request.Caller.UserId, Cap = request.MonthlyCap };
        return await GrainFactory.GetGrain<IOrganizationBudgetGrain>(this.GetPrimaryKey()).SetMonthlyCap(change) switch
        {
            BudgetAccepted => null,
            BudgetRefused refused => new OrganizationRefused(OrganizationRefusal.Budget, refused.Message, "monthly_cap_aud", refused),
            BudgetUnavailable unavailable => new OrganizationUnavailable(unavailable.Message),
            var other => throw new InvalidOperationException($"The organisation's budgets answered {other.GetType().Name}."),
        };
    }

    /// <inheritdoc/>
    public async Task<OrganizationReply> ChangeDepartment(ChangeDepartment request)
    {
        var organization = this.GetPrimaryKey();
        DepartmentEdit? made = null;
        var reply = await Fenced.Run(async () =>
        {
            if (await store.LoadDepartment(organization, request.DepartmentId, request.Code) is not { } scene)
            {
                return Fenced.Refuse(new OrganizationRefused(OrganizationRefusal.NotFound, "There is no such department."));
            }

            var (refusal, edit) = DepartmentEdits.Decide(scene, request, time.GetUtcNow());
            made = edit;
            return refusal is not null ? Fenced.Refuse(refusal) : edit is null ? Fenced.Unchanged : Fenced.Of(await store.Commit(edit));
        });
        if (reply is OrganizationAccepted && made is not null)
        {
            await freezes.Tell(made.Before.Freeze, made.After.Freeze);
            await TellStanding(request, made);
        }

        return reply;
    }

    private async Task TellStanding(ChangeDepartment request, DepartmentEdit made)
    {
        if (made.Before.IsActive == made.After.IsActive)
        {
            return;
        }

        await epochs.ToAll(this.GetPrimaryKey());
        if (!made.After.IsActive)
        {
            pending.CallOff(request.Caller, this.GetPrimaryKey(), departmentId: request.DepartmentId).Ignore();
        }
    }
}
