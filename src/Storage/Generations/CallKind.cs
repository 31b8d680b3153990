namespace DonatelloAI.Storage.Generations;

/// <summary>What may be done about a provider call whose outcome is not known.</summary>
public enum CallKind
{
    /// <summary>Its job id is stored before waiting, so it is asked again.</summary>
    Resumable = 0,

    /// <summary>Free or idempotent, so it is called again.</summary>
    Repeatable = 1,

    /// <summary>Synchronous and paid, so its money stays held until someone decides.</summary>
    Unconfirmable = 2,
}
