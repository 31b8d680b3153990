namespace DonatelloAI.Storage.Batches;

/// <summary>What happens to a batch that the budget does not cover.</summary>
public enum OnInsufficientBudget
{
    /// <summary>It is refused as a whole.</summary>
    Reject = 0,

    /// <summary>As many items as fit are accepted.</summary>
    Partial = 1,
}
