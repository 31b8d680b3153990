using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Organizations;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Organizations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DonatelloAI.Grains.Users;

/// <summary>An organisation's people in the cluster: decides by the rules and commits, again when somebody else was faster.</summary>
public sealed partial class OrganizationUsersGrain(
    IOrganizationUserStore store,
    IPersonalSealer sealer,
    PendingWork pending,
    RefusalNotes notes,
    [FromKeyedServices(DomainClock.Key)] TimeProvider time,
    ILogger<OrganizationUsersGrain> logger) : Grain, IOrganizationUsersGrain
{
    private readonly ILogger _logger = logger;

    /// <inheritdoc/>
    public async Task<OrganizationReply> Add(AddUser request)
    {
        var reply = await Fenced.Run(() => TryAdd(request));
        await notes.Note(reply, this.GetPrimaryKey(), request.UserId, request.Caller, request.Fields.Role);
        return reply;
    }

    private async Task<OrganizationReply?> TryAdd(AddUser request)
    {
        if (await store.Load(this.GetPrimaryKey(), request.UserId, request.Fields) is not { } scene)
        {
            return Fenced.Refuse(new OrganizationRefused(OrganizationRefusal.NotFound, "There is no such organisation."));
        }

        if (scene.User is { } known)
        {
            return Replay(await sealer.Open(known), request);
        }

        var decision = UserRules.Add(scene, request, time.GetUtcNow());
        return decision.Refusal is { } refusal ? refusal : await Commit(decision, scene, before: null, request.Caller);
    }

    /// <inheritdoc/>
    public async Task<OrganizationReply> Change(ChangeUser request)
    {
        var isLetGo = false;
        var reply = await Fenced.Run(async () =>
        {
            if (await store.Load(this.GetPrimaryKey(), request.UserId, request.Fields) is not { User: { } user } scene
                || user.View.OrganizationId != this.GetPrimaryKey())
            {
                return Fenced.Refuse(new OrganizationRefused(OrganizationRefusal.NotFound, "There is no such person."));
            }

            var before = await sealer.Open(user);
            var decision = UserRules.Change(scene, before, request, time.GetUtcNow());
            isLetGo = before.IsActive && decision.After is { IsActive: false };
            return decision.Refusal is { } refusal ? refusal
                : decision.After is null ? Fenced.Unchanged
                : await Commit(decision, scene, before, request.Caller);
        });

        // Whatever became of it: a change whose outcome is unknown may be durable.
        await Forget(request.UserId);
        if (isLetGo && reply is OrganizationAccepted)
        {
            pending.CallOff(request.Caller, this.GetPrimaryKey(), userId: request.UserId).Ignore();
        }

        await notes.Note(reply, this.GetPrimaryKey(), request.UserId, request.Caller, request.Fields.Role);
        return reply;
    }

    private OrganizationReply Replay(UserView known, AddUser request) =>
        known.OrganizationId == this.GetPrimaryKey() && UserRules.IsMadeBy(known, request)
            ? new OrganizationAccepted(Replayed: true)
            : new OrganizationRefused(OrganizationRefusal.IdempotencyKeyReused, "The idempotency key was used for another person: use a new one.");

    private async Task<OrganizationReply?> Commit(UserDecision decision, UserScene scene, UserView? before, Caller caller)
    {
        var after = decision.After!;
        return Fenced.Of(await store.Commit(new UserEdit
        {
            Fences = decision.Fences,
            After = after,
            IsNew = before is null,
            SealedEmail = before is not null && before.Email == after.Email ? scene.User!.View.Email! : await Seal(SealedField.Email, after, after.Email!),
            SealedDisplayName = before is not null && before.DisplayName == after.DisplayName ? scene.User!.View.DisplayName
                : after.DisplayName is { } name ? await Seal(SealedField.DisplayName, after, name)
                : null,
            StoredSettings = scene.User?.StoredSettings ?? "{}",
            Fields = decision.Fields,
            ActorId = caller.UserId,
            At = after.UpdatedAt,
        }));
    }

    private ValueTask<string> Seal(SealedField field, UserView user, string text) => sealer.Seal(user.Id, user.OrganizationId, field, user.Id, text);

    /// <summary>Where the person's grain cannot be reached, it reads the row again once what it holds is old enough.</summary>
    private async Task Forget(Guid userId)
    {
        try
        {
            await GrainFactory.GetGrain<IUserGrain>(userId).Forget();
        }
        catch (Exception lost) when (lost is TimeoutException or OrleansException)
        {
            LogNotForgotten(userId, lost.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The grain of user {UserId} was not told of a change ({Failure}): it holds within 30 seconds")]
    private partial void LogNotForgotten(Guid userId, string failure);
}
