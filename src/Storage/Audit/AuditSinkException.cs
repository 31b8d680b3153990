namespace DonatelloAI.Storage.Audit;

/// <summary>An audit sink that cannot be used; the message says why, in half a sentence.</summary>
public sealed class AuditSinkException : Exception
{
    /// <summary>Says nothing more.</summary>
    public AuditSinkException()
    {
    }

    /// <summary>Says why.</summary>
    public AuditSinkException(string message)
        : base(message)
    {
    }

    /// <summary>Says why, and what led to it.</summary>
    public AuditSinkException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
