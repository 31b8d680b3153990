using DonatelloAI.Contracts.Sessions;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Users;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;

namespace DonatelloAI.Grains.Sessions;

/// <summary>Reads and ends a person's sessions, by the rows.</summary>
[StatelessWorker, Reentrant]
public sealed class PersonSessionsGrain(
    ISessionStore store,
    IPersonalSealer sealer,
    [FromKeyedServices(DomainClock.Key)] TimeProvider time) : Grain, IPersonSessionsGrain
{
    /// <summary>Sessions that one commit ends at most.</summary>
    private const int MaxAtOnce = 1_000;

    /// <inheritdoc/>
    public async Task<SessionPage?> List(Caller caller, Guid userId, int limit, SessionCursor? after)
    {
        if (!await MayManage(caller, userId))
        {
            return null;
        }

        var rows = await store.List(userId, limit + 1, after);
        var page = new List<SessionView>(limit);
        foreach (var row in rows.Take(limit))
        {
            page.Add(row.ToView(await DeviceSeal.Open(sealer, row)));
        }

        return new SessionPage(page, rows.Count > limit ? new SessionCursor(page[^1].CreatedAt, page[^1].Id) : null);
    }

    /// <inheritdoc/>
    public async Task<SessionReply> EndAll(Caller caller, Guid userId)
    {
        if (!await MayManage(caller, userId))
        {
            return SessionReplies.Refused(SessionRefusal.NotFound);
        }

        for (var reloads = 0; reloads <= SessionGrain.MaxReloads; reloads++)
        {
            var now = time.GetUtcNow();
            var open = await store.OpenOf(userId, now, MaxAtOnce);
            var outcome = open.Count == 0 ? CommitOutcome.Committed : await store.End(open, SessionReplies.EndingBy(caller, userId, now));
            if (outcome.Result == CommitResult.Committed)
            {
                await GrainFactory.GetGrain<IUserGrain>(userId).ForgetSessions();
                return new SessionsEnded(open.Count);
            }

            if (outcome.Result is not (CommitResult.FenceLost or CommitResult.KeyExists))
            {
                break;
            }
        }

        return SessionReplies.Unavailable();
    }

    private async Task<bool> MayManage(Caller caller, Guid userId) =>
        caller.UserId == userId
        || (caller.Role >= UserRole.OrgAdmin && await store.OrganizationOf(userId) is { } organization && SessionRules.MayManage(caller, organization, userId));
}
