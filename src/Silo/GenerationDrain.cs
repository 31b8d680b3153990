using DonatelloAI.Grains.Generations;
using Microsoft.Extensions.Options;

namespace DonatelloAI.Silo;

/// <summary>
/// Before the silo takes anything down, provider calls that run get a bounded time to end. What is left then ends after the next
/// start, from what is durable.
/// </summary>
internal sealed class GenerationDrain(RunningDrivers drivers, IOptions<GenerationOptions> options, TimeProvider time) : ILifecycleParticipant<ISiloLifecycle>
{
    // Stages end in reverse, and the silo begins to leave at the stage before this one.
    private const int BeforeTheSilo = ServiceLifecycleStage.Active + 1;

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(GenerationDrain), BeforeTheSilo, static _ => Task.CompletedTask, Stop);

    private async Task Stop(CancellationToken cancellationToken) => await drivers.Close()
        .WaitAsync(TimeSpan.FromSeconds(options.Value.DrainSeconds), time, cancellationToken)
        .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
