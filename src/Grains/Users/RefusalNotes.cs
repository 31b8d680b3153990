using DonatelloAI.Contracts.Organizations;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Budgets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DonatelloAI.Grains.Users;

/// <summary>
/// Leaves word of administrators who reached for more than is theirs: a role above their own, or the end of the last one who administers. Mistakes in a
/// request are no matter of the audit log.
/// </summary>
public sealed partial class RefusalNotes(IOrganizationUserStore store, [FromKeyedServices(DomainClock.Key)] TimeProvider time, ILogger<RefusalNotes> logger)
{
    private readonly ILogger _logger = logger;

    /// <summary>Notes a reply if it is such a refusal; the reply is the same whether that could be written or not.</summary>
    /// <param name="reply">What the caller is told.</param>
    /// <param name="organizationId">The organisation of the person whom the change was about.</param>
    /// <param name="userId">The person.</param>
    /// <param name="caller">Who asked.</param>
    /// <param name="role">The role that was asked for; null for none.</param>
    public async Task Note(OrganizationReply reply, Guid organizationId, Guid userId, Caller caller, UserRole? role = null)
    {
        if (reply is not OrganizationRefused { Reason: var reason } || !IsReach(reason))
        {
            return;
        }

        var outcome = await store.Note(new RefusedUserChange(organizationId, userId, caller.UserId, reason, role, time.GetUtcNow()));
        if (outcome.Result != CommitResult.Committed)
        {
            LogNotNoted(userId, caller.UserId, reason, outcome.Result, outcome.Detail);
        }
    }

    private static bool IsReach(OrganizationRefusal reason) =>
        reason is OrganizationRefusal.RoleAboveOwn or OrganizationRefusal.LastOrgAdmin or OrganizationRefusal.LastSuperAdmin;

    [LoggerMessage(Level = LogLevel.Warning, Message = "A change of user {UserId} that user {ActorId} may not make ({Reason}) is not in the audit log ({Result}): {Detail}")]
    private partial void LogNotNoted(Guid userId, Guid actorId, OrganizationRefusal reason, CommitResult result, string detail);
}
