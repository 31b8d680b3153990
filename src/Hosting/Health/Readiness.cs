namespace DonatelloAI.Hosting.Health;

/// <summary>The state in memory; it only moves forward.</summary>
public sealed class Readiness : IReadiness
{
    private int _state;

    /// <inheritdoc/>
    public ReadinessState State => (ReadinessState)Volatile.Read(ref _state);

    /// <inheritdoc/>
    public void MarkReady() =>
        Interlocked.CompareExchange(ref _state, (int)ReadinessState.Ready, (int)ReadinessState.Starting);

    /// <inheritdoc/>
    public void MarkStopping() => Volatile.Write(ref _state, (int)ReadinessState.Stopping);
}
