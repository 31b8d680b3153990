namespace DonatelloAI.Hosting;

/// <summary>The start cannot go on, for a reason that whoever started it can remedy; the message is one sentence that says how.</summary>
public sealed class StartRefusedException : Exception
{
    /// <summary>Refuses without a reason.</summary>
    public StartRefusedException()
    {
    }

    /// <summary>Refuses with a sentence.</summary>
    public StartRefusedException(string message)
        : base(message)
    {
    }

    /// <summary>Refuses with a sentence and what led to it.</summary>
    public StartRefusedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
