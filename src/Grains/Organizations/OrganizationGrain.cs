using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Contracts.Organizations;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Budgets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DonatelloAI.Grains.Organizations;

/// <summary>An organisation's departments in the cluster: decides by the rules and commits, again when somebody else was faster.</summary>
public sealed partial class OrganizationGrain(
    IOrganizationStore store,
    EpochPush epochs,
    [FromKeyedServices(DomainClock.Key)] TimeProvider time,
    ILogger<OrganizationGrain> logger) : Grain, IOrganizationGrain
{
    /// <summary>Pages of pending work that are called off after a department was closed; what is beyond them ends by itself.</summary>
    private const int MaxPages = 500;

    private const long AnyReader = 0;

    private readonly ILogger _logger = logger;

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
        if (reply is OrganizationAccepted && made is not null && made.Before.IsActive != made.After.IsActive)
        {
            await epochs.ToAll(organization);
            CancelPending(made.After, request.Caller).Ignore();
        }

        return reply;
    }

    /// <summary>
    /// Calls off what waits in a department that was closed; the ledger accepts nothing new there since the commit. Nobody waits for it,
    /// and what a crash leaves of it runs to its end as accepted work does.
    /// </summary>
    private async Task CancelPending(DepartmentView department, Caller caller)
    {
        if (department.IsActive)
        {
            return;
        }

        try
        {
            var filter = new GenerationFilter { OrganizationId = department.OrganizationId, DepartmentId = department.Id, Status = GenerationStatus.Pending, Limit = GenerationFilter.MaxLimit };
            var reader = GrainFactory.GetGrain<IGenerationReadGrain>(AnyReader);
            for (var page = 0; page < MaxPages && (await reader.List(caller, filter)).Generations is { Count: > 0 } pending; page++)
            {
                await Task.WhenAll(pending.Select(generation => GrainFactory.GetGrain<IGenerationGrain>(generation.Id).Cancel(caller)));
            }
        }
        catch (Exception lost) when (lost is StorageUnavailableException or TimeoutException or OrleansException)
        {
            LogPendingLeft(department.Id, lost.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Pending work of the closed department {DepartmentId} was not all called off ({Failure}): what is left runs to its end")]
    private partial void LogPendingLeft(Guid departmentId, string failure);
}
