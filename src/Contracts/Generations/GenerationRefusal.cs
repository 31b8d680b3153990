namespace DonatelloAI.Contracts.Generations;

/// <summary>The named reasons for which a call about generations is refused.</summary>
[GenerateSerializer, Alias("donatello.GenerationRefusal")]
public enum GenerationRefusal
{
    /// <summary>A field of the order is not valid for the chosen model; the field is named.</summary>
    InvalidOrder = 0,

    /// <summary>No such model.</summary>
    ModelUnknown = 1,

    /// <summary>The model is switched off, not set up here, retired, or its provider is not reachable.</summary>
    ModelUnavailable = 2,

    /// <summary>The model has no usable price, so that no hold can bound it.</summary>
    ModelUnpriced = 3,

    /// <summary>A bare model name is offered by several providers.</summary>
    ModelAmbiguous = 4,

    /// <summary>No model on offer fits an order that leaves the choice open.</summary>
    NoModelFits = 5,

    /// <summary>The ledger refused the money; its own reason says more.</summary>
    Budget = 6,

    /// <summary>The caller may not spend from that department.</summary>
    DepartmentNotAllowed = 7,

    /// <summary>The caller belongs to no department and named none.</summary>
    DepartmentMissing = 8,

    /// <summary>The idempotency key was used with another body.</summary>
    IdempotencyKeyReused = 9,

    /// <summary>There is no such generation, or the caller may not see it.</summary>
    NotFound = 10,

    /// <summary>The generation has ended.</summary>
    AlreadyEnded = 11,

    /// <summary>The generation has not ended.</summary>
    NotEnded = 12,

    /// <summary>The caller may see the generation and may not do this with it.</summary>
    NotAllowed = 13,

    /// <summary>The prompt was refused by the local check, before anything was held.</summary>
    PromptBlocked = 14,

    /// <summary>The model's provider account is frozen by an operator.</summary>
    ProviderFrozen = 20,
}
