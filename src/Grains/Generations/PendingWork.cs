using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Contracts.Users;
using Microsoft.Extensions.Logging;

namespace DonatelloAI.Grains.Generations;

/// <summary>
/// Calls off what waits of a person, department or organisation that was deactivated, in the name of whoever deactivated it. What a crash or an
/// outage leaves of it, and what was being accepted meanwhile, the sweep finds (<see cref="IGenerationStore.Barred"/>) and ends in nobody's name.
/// </summary>
public sealed partial class PendingWork(IGrainFactory grains, ILogger<PendingWork> logger)
{
    /// <summary>Pages of <see cref="GenerationFilter.MaxLimit"/> that one deactivation calls off by itself: 500.</summary>
    public const int MaxPages = 500;

    private const long AnyReader = 0;

    private readonly ILogger _logger = logger;

    /// <summary>Page by page, until nothing waits; never throws for a database or a silo that does not answer.</summary>
    /// <param name="caller">Who deactivated; sees all of it.</param>
    /// <param name="organizationId">The organisation.</param>
    /// <param name="departmentId">The department; null for every one.</param>
    /// <param name="userId">The person; null for everybody.</param>
    public async Task CallOff(Caller caller, Guid organizationId, Guid? departmentId = null, Guid? userId = null)
    {
        var filter = new GenerationFilter
        {
            OrganizationId = organizationId,
            DepartmentId = departmentId,
            UserId = userId,
            Status = GenerationStatus.Pending,
            Limit = GenerationFilter.MaxLimit,
        };
        try
        {
            for (var page = 0; page < MaxPages && await Waiting(caller, filter) is { Count: > 0 } waiting; page++)
            {
                var replies = await Task.WhenAll(waiting.Select(generation => grains.GetGrain<IGenerationGrain>(generation.Id).Cancel(caller)));
                if (!replies.Any(static reply => reply is GenerationAnswer))
                {
                    LogLeft(organizationId, departmentId, userId, replies[0].GetType().Name);
                    return;
                }
            }
        }
        catch (Exception lost) when (lost is StorageUnavailableException or TimeoutException or OrleansException)
        {
            LogLeft(organizationId, departmentId, userId, lost.GetType().Name);
        }
    }

    private async Task<IReadOnlyList<GenerationView>> Waiting(Caller caller, GenerationFilter filter) =>
        (await grains.GetGrain<IGenerationReadGrain>(AnyReader).List(caller, filter)).Generations;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Pending work of organisation {OrganizationId}, department {DepartmentId}, user {UserId}, deactivated, was not all called off ({Failure}): the sweep does the rest")]
    private partial void LogLeft(Guid organizationId, Guid? departmentId, Guid? userId, string failure);
}
