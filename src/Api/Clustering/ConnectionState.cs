namespace DonatelloAI.Api.Clustering;

/// <summary>Whether a silo is connected, as the runtime tells it. <see cref="Reconnection"/> seeks the next one.</summary>
internal sealed partial class ConnectionState(ILogger<ConnectionState> logger) : IClusterConnectionStatusObserver
{
    private int _gateways;
    private volatile bool _isLost;

    /// <summary>True while at least one silo is connected.</summary>
    public bool IsConnected => Volatile.Read(ref _gateways) > 0;

    /// <summary>True while none is that was.</summary>
    public bool IsLost => _isLost;

    /// <inheritdoc/>
    public void NotifyGatewayCountChanged(int currentNumberOfGateways, int previousNumberOfGateways, bool connectionRecovered)
    {
        Volatile.Write(ref _gateways, currentNumberOfGateways);
        _isLost &= currentNumberOfGateways == 0;
        LogSilos(currentNumberOfGateways);
    }

    /// <inheritdoc/>
    public void NotifyClusterConnectionLost()
    {
        Volatile.Write(ref _gateways, 0);
        _isLost = true;
        LogLost();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Silos connected: {Count}")]
    private partial void LogSilos(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No silo is connected; looking for one")]
    private partial void LogLost();
}
