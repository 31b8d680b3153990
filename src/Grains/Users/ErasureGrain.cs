using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Contracts.Organizations;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Organizations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DonatelloAI.Grains.Users;

/// <summary>
/// One person's erasure in the cluster: decides by the rules, commits, tells every silo, then goes on by a timer until nothing is left.
/// A reminder brings it back after a crash, and looks once more for orders that were being accepted as it began.
/// </summary>
public sealed partial class ErasureGrain : Grain, IErasureGrain, IRemindable
{
    private const string Reminder = "erasure";

    /// <summary>How far apart two looks are while something cannot be removed yet: five minutes.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan BetweenPages = TimeSpan.FromSeconds(1);

    private readonly IOrganizationUserStore _people;
    private readonly IErasureStore _store;
    private readonly EpochPush _silos;
    private readonly RefusalNotes _notes;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ErasureRun _run;
    private IGrainTimer? _timer;
    private int _left = int.MaxValue;

    /// <summary>Makes the shell; nothing is read yet.</summary>
    public ErasureGrain(
        IOrganizationUserStore people,
        IErasureStore store,
        EpochPush silos,
        RefusalNotes notes,
        [FromKeyedServices(DomainClock.Key)] TimeProvider time,
        ILogger<ErasureGrain> logger)
    {
        (_people, _store, _silos, _notes, _time, _logger) = (people, store, silos, notes, time, logger);
        _run = new ErasureRun(this.GetPrimaryKey(), store, EraseGeneration, time);
    }

    /// <inheritdoc/>
    public async Task<OrganizationReply> Erase(Caller caller)
    {
        var reply = await Fenced.Run(() => Begin(caller));
        if (reply is not OrganizationAccepted)
        {
            return reply;
        }

        var begun = (await _store.Find(this.GetPrimaryKey()))!.Certificate;
        if (begun.CompletedAt is null)
        {
            await Tell(begun.OrganizationId);
            await this.RegisterOrUpdateReminder(Reminder, Pause, Pause);
        }

        return new ErasureAnswer((await Advance())!.Certificate);
    }

    /// <inheritdoc/>
    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        try
        {
            if (await Advance() is not { Left: > 0 } && await IsOver() && await this.GetReminder(Reminder) is { } reminder)
            {
                await this.UnregisterReminder(reminder);
            }
        }
        catch (StorageUnavailableException unavailable)
        {
            LogUnavailable(unavailable, this.GetPrimaryKey());
        }
    }

    /// <summary>True once an order that was under way as the erasure began would be there.</summary>
    private async Task<bool> IsOver() =>
        (await _store.Find(this.GetPrimaryKey()))?.Certificate is not { } certificate
        || (certificate.CompletedAt is not null && _time.GetUtcNow() - certificate.RequestedAt >= Pause);

    private async Task<OrganizationReply?> Begin(Caller caller)
    {
        var userId = this.GetPrimaryKey();
        if (await _store.Find(userId) is not null)
        {
            return Fenced.Unchanged;
        }

        if (await _people.Find(userId) is not { View.OrganizationId: var organizationId }
            || await _people.Load(organizationId, userId, new UserFields()) is not { User: { } user } scene)
        {
            return Fenced.Refuse(new OrganizationRefused(OrganizationRefusal.NotFound, "There is no such person."));
        }

        var decision = UserRules.Erase(scene, user.View, caller);
        if (decision.Refusal is { } refusal)
        {
            await _notes.Note(refusal, organizationId, userId, caller);
            return refusal;
        }

        return Fenced.Of(await _store.Begin(new ErasureStart(user.View, decision.Fences, caller.UserId, _time.GetUtcNow())));
    }

    /// <summary>Keys in memory and what is held of the person; a silo that cannot be reached lets go of both by itself.</summary>
    private async Task Tell(Guid organizationId)
    {
        await _silos.Erased(organizationId, this.GetPrimaryKey());
        try
        {
            var person = GrainFactory.GetGrain<IUserGrain>(this.GetPrimaryKey());
            await Task.WhenAll(person.Forget(), person.ForgetSessions());
        }
        catch (Exception lost) when (lost is TimeoutException or OrleansException)
        {
            LogNotForgotten(this.GetPrimaryKey(), lost.GetType().Name);
        }
    }

    /// <summary>One bounded step; the next follows by itself as long as steps get anywhere.</summary>
    private async Task<ErasureProgress?> Advance()
    {
        var progress = await _run.Advance();
        var isMoving = progress is { Left: var left and > 0 } && left != _left;
        _left = progress?.Left ?? 0;
        if (isMoving)
        {
            _timer ??= this.RegisterGrainTimer(GoOn, new GrainTimerCreationOptions { DueTime = BetweenPages, Period = BetweenPages, KeepAlive = true });
        }
        else
        {
            _timer?.Dispose();
            _timer = null;
        }

        return progress;
    }

    private async Task GoOn(CancellationToken cancellationToken)
    {
        try
        {
            await Advance();
        }
        catch (StorageUnavailableException unavailable)
        {
            LogUnavailable(unavailable, this.GetPrimaryKey());
        }
    }

    private async Task<bool> EraseGeneration(Guid id, Caller actor)
    {
        try
        {
            return await GrainFactory.GetGrain<IGenerationGrain>(id).Erase(actor) is GenerationAnswer;
        }
        catch (Exception lost) when (lost is TimeoutException or OrleansException)
        {
            LogNotErased(id, lost.GetType().Name);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The grain of user {UserId}, who is being erased, was not told ({Failure}): it holds within 30 seconds")]
    private partial void LogNotForgotten(Guid userId, string failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Generation {GenerationId} could not be erased yet ({Failure}); it is tried again.")]
    private partial void LogNotErased(Guid generationId, string failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The erasure of user {UserId} waits for the database; it goes on within five minutes.")]
    private partial void LogUnavailable(Exception exception, Guid userId);
}
