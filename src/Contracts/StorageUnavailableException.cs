namespace DonatelloAI.Contracts;

/// <summary>A read that the database could not answer: it is gone, locked, full or slow. Trying again later is right.</summary>
[GenerateSerializer, Alias("donatello.StorageUnavailableException")]
public sealed class StorageUnavailableException : Exception
{
    /// <summary>Wraps what the driver said.</summary>
    public StorageUnavailableException(string message, Exception inner) : base(message, inner)
    {
    }

    /// <summary>Says what is unavailable.</summary>
    public StorageUnavailableException(string message) : base(message)
    {
    }

    /// <summary>Says that storage is unavailable.</summary>
    public StorageUnavailableException() : base("The database is unavailable.")
    {
    }
}
