namespace DonatelloAI.Grains.Users;

/// <summary>A person's key cannot be used, for a reason that only an operator can remedy; the message is one sentence that says how.</summary>
public sealed class PersonalKeyException : Exception
{
    /// <summary>Says that a key cannot be used.</summary>
    public PersonalKeyException()
        : base("A person's key cannot be used.")
    {
    }

    /// <summary>Says why.</summary>
    public PersonalKeyException(string message)
        : base(message)
    {
    }

    /// <summary>Says why, and what led to it.</summary>
    public PersonalKeyException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The sentence about a master key that is not there.</summary>
    public static string Missing(int masterVersion) =>
        $"Master key version {masterVersion} is missing and keys of persons are wrapped under it: bring it back from a backup of the key ring.";
}
