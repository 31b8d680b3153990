namespace DonatelloAI.Contracts;

/// <summary>A read that the database could not answer: it is gone, locked, full or slow. Trying again later is right.</summary>
/// <remarks>
/// It crosses to processes that know no database, so it carries what a driver said and not what a driver threw. The message is for callers;
/// the reason, which may name hosts and logins, is for logs.
/// </remarks>
[GenerateSerializer, Alias("donatello.StorageUnavailableException")]
public sealed class StorageUnavailableException : Exception
{
    /// <summary>Says what is unavailable, and keeps what the driver said.</summary>
    public StorageUnavailableException(string message, Exception cause) : base(message) => Reason = $"{cause.GetType().Name}: {cause.Message}";

    /// <summary>Says what is unavailable.</summary>
    public StorageUnavailableException(string message) : base(message)
    {
    }

    /// <summary>Says that storage is unavailable.</summary>
    public StorageUnavailableException() : base("The database is unavailable.")
    {
    }

    /// <summary>What the driver said; null where nobody asked one.</summary>
    [Id(0)]
    public string? Reason { get; private set; }

    /// <inheritdoc/>
    public override string ToString() => Reason is null ? base.ToString() : $"{base.ToString()} ({Reason})";
}
