using DonatelloAI.Hosting.Health;

namespace DonatelloAI.Api.Clustering;

/// <summary>Ready as long as the process is, and a silo is connected.</summary>
internal sealed class ClusterReadiness(ConnectionState connection) : IReadiness
{
    private readonly Readiness _process = new();

    /// <inheritdoc/>
    public ReadinessState State =>
        _process.State == ReadinessState.Ready && !connection.IsConnected ? ReadinessState.Disconnected : _process.State;

    /// <inheritdoc/>
    public void MarkReady() => _process.MarkReady();

    /// <inheritdoc/>
    public void MarkStopping() => _process.MarkStopping();
}
