namespace DonatelloAI.Contracts.Generations;

/// <summary>Where a generation stands.</summary>
[GenerateSerializer, Alias("donatello.GenerationStatus")]
public enum GenerationStatus
{
    /// <summary>Accepted and paid for, waiting for a slot.</summary>
    Pending = 0,

    /// <summary>A provider is at work.</summary>
    Processing = 1,

    /// <summary>An image is stored.</summary>
    Completed = 2,

    /// <summary>No image will come.</summary>
    Failed = 3,

    /// <summary>Called off before an image was made.</summary>
    Cancelled = 4,
}
