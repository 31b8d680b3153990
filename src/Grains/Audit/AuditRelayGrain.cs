using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DonatelloAI.Grains.Audit;

/// <summary>A shard's relay in the cluster: a timer, and a reminder that brings it back after a crash. Awaits no other grain.</summary>
public sealed class AuditRelayGrain(
    IOutboxStore outbox,
    IAuditSink sink,
    [FromKeyedServices(DomainClock.Key)] TimeProvider time,
    IOptions<AuditOptions> options,
    AuditInstruments instruments,
    ILoggerFactory loggers) : Grain, IAuditRelayGrain, IRemindable
{
    private const string Reminder = "relay";
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(5);

    private AuditRelay _relay = null!;
    private OutboxSweep _sweep = null!;
    private IGrainTimer? _timer;
    private int _failures;

    private int Shard => (int)this.GetPrimaryKeyLong();

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _relay = new AuditRelay(Shard, outbox, sink, time, options.Value, instruments, loggers.CreateLogger<AuditRelay>());
        _sweep = new OutboxSweep(Shard, outbox, time, options.Value, instruments, loggers.CreateLogger<OutboxSweep>());
        _timer = this.RegisterGrainTimer(Look, new GrainTimerCreationOptions
        {
            DueTime = TimeSpan.Zero,
            Period = options.Value.PauseAfter(_failures),
            KeepAlive = true,
        });
        await this.RegisterOrUpdateReminder(Reminder, ReminderPeriod, ReminderPeriod, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        instruments.Forget(Shard);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Wake()
    {
        _timer?.Change(TimeSpan.Zero, options.Value.PauseAfter(_failures));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task ReceiveReminder(string reminderName, TickStatus status) => Task.CompletedTask;

    private async Task Look(CancellationToken cancellationToken)
    {
        var before = _failures;
        var look = await _relay.Drain(cancellationToken);
        var isSwept = await _sweep.Sweep();
        _failures = isSwept && look != RelayLook.Failed ? 0 : before + 1;
        if (_failures != before || look == RelayLook.GaveWay)
        {
            var pause = options.Value.PauseAfter(_failures);
            _timer?.Change(look == RelayLook.GaveWay ? options.Value.PauseAfterGivingWay(Random.Shared.NextDouble()) : pause, pause);
        }
    }
}
