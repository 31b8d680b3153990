namespace DonatelloAI.Api.Clustering;

/// <summary>Whether a silo is connected, as the runtime tells it. The connection is sought again by itself.</summary>
internal sealed partial class ConnectionState(ILogger<ConnectionState> logger) : IClusterConnectionStatusObserver
{
    private int _gateways;

    /// <summary>True while at least one silo is connected.</summary>
    public bool IsConnected => Volatile.Read(ref _gateways) > 0;

    /// <inheritdoc/>
    public void NotifyGatewayCountChanged(int currentNumberOfGateways, int previousNumberOfGateways, bool connectionRecovered)
    {
        Volatile.Write(ref _gateways, currentNumberOfGateways);
        LogSilos(currentNumberOfGateways);
    }

    /// <inheritdoc/>
    public void NotifyClusterConnectionLost()
    {
        Volatile.Write(ref _gateways, 0);
        LogLost();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Silos connected: {Count}")]
    private partial void LogSilos(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No silo is connected; looking for one")]
    private partial void LogLost();
}
