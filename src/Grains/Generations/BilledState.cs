namespace DonatelloAI.Grains.Generations;

/// <summary>Whether a provider charged for an attempt.</summary>
public enum BilledState
{
    /// <summary>Not known.</summary>
    Unknown = 0,

    /// <summary>It charged.</summary>
    Yes = 1,

    /// <summary>It did not.</summary>
    No = 2,
}
