namespace DonatelloAI.Grains.Generations;

/// <summary>Where an attempt stands.</summary>
public enum AttemptState
{
    /// <summary>Its owner holds the lease and calls, or died.</summary>
    Started = 0,

    /// <summary>The provider answered with an image.</summary>
    Succeeded = 1,

    /// <summary>The provider refused the request.</summary>
    Refused = 2,

    /// <summary>The call failed.</summary>
    Failed = 3,

    /// <summary>Nobody knows whether the provider worked and charged.</summary>
    Unknown = 4,

    /// <summary>Its hold is closed with a charge.</summary>
    Settled = 5,

    /// <summary>Its hold is closed without a charge.</summary>
    Released = 6,
}
