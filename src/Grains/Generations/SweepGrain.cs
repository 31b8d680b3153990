using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Generations;
using Microsoft.Extensions.Logging;

namespace DonatelloAI.Grains.Generations;

/// <summary>The sweep: a timer over rows past their lease, and a reminder that brings it back after a crash.</summary>
public sealed partial class SweepGrain(
    GenerationServices services,
    ILogger<SweepGrain> logger) : Grain, ISweepGrain, IRemindable
{
    private const string Reminder = "sweep";
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(5);

    /// <summary>Generations of one model that is gone or closed, which one sweep sends on their way.</summary>
    private const int OrphansAtOnce = 100;

    private readonly ILogger _logger = logger;
    private IGrainTimer? _timer;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _timer = this.RegisterGrainTimer(Sweep, new GrainTimerCreationOptions
        {
            DueTime = TimeSpan.Zero,
            Period = TimeSpan.FromSeconds(services.Options.SweepSeconds),
            KeepAlive = true,
        });
        await this.RegisterOrUpdateReminder(Reminder, ReminderPeriod, ReminderPeriod, cancellationToken);
    }

    /// <inheritdoc/>
    public Task Wake()
    {
        _timer?.Change(TimeSpan.Zero, TimeSpan.FromSeconds(services.Options.SweepSeconds));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task ReceiveReminder(string reminderName, TickStatus status) => Task.CompletedTask;

    private async Task Sweep(CancellationToken cancellationToken)
    {
        try
        {
            await WakePools();
            var before = services.Time.GetUtcNow() - services.Options.AssumeAfter;
            Poke(await services.Store.Abandoned(services.Options.SweepSize));
            CallOff(await services.Store.Barred(services.Options.SweepSize));
            Poke(await services.Store.Unresolved(before, services.Options.SweepSize));
        }
        catch (StorageUnavailableException unavailable)
        {
            LogUnavailable(unavailable);
        }
    }

    /// <summary>
    /// Whoever waits for a model waits for its account's scheduler. For a model that is gone nobody would end them, and those who wait for an
    /// account that stays closed may go to their runner-up.
    /// </summary>
    private async Task WakePools()
    {
        var models = await services.Models.Get();
        var longClosed = services.Time.GetUtcNow() + TimeSpan.FromSeconds(services.Options.FallbackAfterSeconds);
        foreach (var waited in await services.Store.WaitedModels())
        {
            if (models.Find($"{waited.ProviderName}/{waited.ModelName}") is { } model)
            {
                services.Peers.Pool(model.QuotaPool).Wake().Ignore();
                if (models.Status(model.QuotaPool)?.PausedUntil > longClosed)
                {
                    Poke(await services.Store.WithRunnerUp(waited.ProviderName, waited.ModelName, OrphansAtOnce));
                }

                continue;
            }

            var orphans = await services.Store.Pending(waited.ProviderName, [waited.ModelName], OrphansAtOnce, OrphansAtOnce);
            Poke([.. orphans.Select(static orphan => orphan.Id)]);
        }
    }

    /// <summary>What is left of a deactivation whose process died, and what was being accepted as it happened.</summary>
    private void CallOff(IReadOnlyList<Guid> generations)
    {
        foreach (var id in generations)
        {
            GrainFactory.GetGrain<IGenerationGrain>(id).CallOff().Ignore();
        }

        if (generations.Count > 0)
        {
            LogCalledOff(generations.Count);
        }
    }

    private void Poke(IReadOnlyList<Guid> generations)
    {
        foreach (var id in generations)
        {
            GrainFactory.GetGrain<IGenerationGrain>(id).Resume().Ignore();
        }

        if (generations.Count > 0)
        {
            LogPoked(generations.Count);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Generations} generations had no driver and were poked.")]
    private partial void LogPoked(int generations);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Generations} waiting generations of somebody or somewhere deactivated are called off.")]
    private partial void LogCalledOff(int generations);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The sweep could not read the database; the next one tries again.")]
    private partial void LogUnavailable(Exception exception);
}
