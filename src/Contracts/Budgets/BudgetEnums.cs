namespace DonatelloAI.Contracts.Budgets;

/// <summary>What happens when spent + held would pass the department's budget.</summary>
[GenerateSerializer, Alias("donatello.EnforcementMode")]
public enum EnforcementMode
{
    /// <summary>New work is refused.</summary>
    Hard = 0,

    /// <summary>New work is accepted and each overrun is logged.</summary>
    Soft = 1,

    /// <summary>New work is accepted and each overrun alerts.</summary>
    Warn = 2,
}

/// <summary>Whom a limit binds.</summary>
[GenerateSerializer, Alias("donatello.LimitSubject")]
public enum LimitSubject
{
    /// <summary>A person.</summary>
    User = 0,

    /// <summary>An API key.</summary>
    ApiKey = 1,
}

/// <summary>Where the cost of an attempt was taken from.</summary>
[GenerateSerializer, Alias("donatello.CostSource")]
public enum CostSource
{
    /// <summary>The provider's answer named a price, credits or units.</summary>
    Provider = 0,

    /// <summary>Computed from the usage in the provider's answer.</summary>
    Usage = 1,

    /// <summary>Taken from the price list because the answer says nothing.</summary>
    PriceList = 2,

    /// <summary>The outcome is unknown; the ceiling was assumed.</summary>
    Assumed = 3,
}

/// <summary>The state of a hold.</summary>
[GenerateSerializer, Alias("donatello.HoldState")]
public enum HoldState
{
    /// <summary>Money is held.</summary>
    Open = 0,

    /// <summary>Closed with a charge.</summary>
    Settled = 1,

    /// <summary>Closed without a charge.</summary>
    Released = 2,
}

/// <summary>The kind of a ledger entry.</summary>
[GenerateSerializer, Alias("donatello.EntryKind")]
public enum EntryKind
{
    /// <summary>Money was held for new work.</summary>
    Reserve = 0,

    /// <summary>Money was held for a further attempt.</summary>
    TopUp = 1,

    /// <summary>Money moved from a batch's hold to an item's.</summary>
    Draw = 2,

    /// <summary>A hold was closed with a charge.</summary>
    Settle = 3,

    /// <summary>A hold was closed without a charge.</summary>
    Release = 4,

    /// <summary>Budget, mode or thresholds changed.</summary>
    SetBudget = 5,

    /// <summary>A limit of a person or key changed.</summary>
    SetLimit = 6,

    /// <summary>What is spent was corrected.</summary>
    Adjust = 7,

    /// <summary>A new period began.</summary>
    Rollover = 8,
}
