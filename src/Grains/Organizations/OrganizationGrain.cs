using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Contracts.Organizations;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Freezes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DonatelloAI.Grains.Organizations;

/// <summary>An organisation and its departments in the cluster: decides by the rules and commits, again when somebody else was faster.</summary>
public sealed partial class OrganizationGrain(
    IOrganizationStore store,
    EpochPush epochs,
    FreezeNews freezes,
    [FromKeyedServices(DomainClock.Key)] TimeProvider time,
    ILogger<OrganizationGrain> logger) : Grain, IOrganizationGrain
{
    /// <summary>Pages of pending work that are called off after a department was closed; what is beyond them ends by itself.</summary>
    private const int MaxPages = 500;

    private const long AnyReader = 0;

    private readonly ILogger _logger = logger;

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
                CancelPending(organization, null, request.Caller).Ignore();
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
        }

        if (reply is OrganizationAccepted && made is not null && made.Before.IsActive != made.After.IsActive)
        {
            await epochs.ToAll(organization);
            if (!made.After.IsActive)
            {
                CancelPending(organization, request.DepartmentId, request.Caller).Ignore();
            }
        }

        return reply;
    }

    /// <summary>
    /// Calls off what waits in a department or organisation that was closed; the ledger accepts nothing new there since the commit. Nobody waits for it,
    /// and what a crash leaves of it runs to its end as accepted work does.
    /// </summary>
    private async Task CancelPending(Guid organizationId, Guid? departmentId, Caller caller)
    {
        try
        {
            var filter = new GenerationFilter { OrganizationId = organizationId, DepartmentId = departmentId, Status = GenerationStatus.Pending, Limit = GenerationFilter.MaxLimit };
            var reader = GrainFactory.GetGrain<IGenerationReadGrain>(AnyReader);
            for (var page = 0; page < MaxPages && (await reader.List(caller, filter)).Generations is { Count: > 0 } pending; page++)
            {
                await Task.WhenAll(pending.Select(generation => GrainFactory.GetGrain<IGenerationGrain>(generation.Id).Cancel(caller)));
            }
        }
        catch (Exception lost) when (lost is StorageUnavailableException or TimeoutException or OrleansException)
        {
            LogPendingLeft(organizationId, departmentId, lost.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Pending work of the closed organisation {OrganizationId} or its department {DepartmentId} was not all called off ({Failure}): what is left runs to its end")]
    private partial void LogPendingLeft(Guid organizationId, Guid? departmentId, string failure);
}
