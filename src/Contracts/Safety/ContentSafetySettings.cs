namespace DonatelloAI.Contracts.Safety;

/// <summary>What an organisation says about the content of prompts and images; what is absent follows the installation.</summary>
/// <param name="Mode">What becomes of content at or over its threshold.</param>
/// <param name="WhenUnavailable">What becomes of content that could not be checked.</param>
/// <param name="CheckImages">True to have images checked before anybody sees them.</param>
/// <param name="Hate">From where on hate is too much.</param>
/// <param name="Harassment">From where on harassment is.</param>
/// <param name="Illicit">From where on help with crimes is.</param>
/// <param name="SelfHarm">From where on self-harm is.</param>
/// <param name="Sexual">From where on sexual content is.</param>
/// <param name="Violence">From where on violence is.</param>
[GenerateSerializer, Immutable, Alias("donatello.ContentSafetySettings")]
public sealed record ContentSafetySettings(
    [property: Id(0)] SafetyMode? Mode = null,
    [property: Id(1)] OutageRule? WhenUnavailable = null,
    [property: Id(2)] bool? CheckImages = null,
    [property: Id(3)] ContentThreshold? Hate = null,
    [property: Id(4)] ContentThreshold? Harassment = null,
    [property: Id(5)] ContentThreshold? Illicit = null,
    [property: Id(6)] ContentThreshold? SelfHarm = null,
    [property: Id(7)] ContentThreshold? Sexual = null,
    [property: Id(8)] ContentThreshold? Violence = null);

/// <summary>What becomes of content at or over its threshold.</summary>
[GenerateSerializer, Alias("donatello.SafetyMode")]
public enum SafetyMode
{
    /// <summary>It is refused, or withheld.</summary>
    Block = 0,

    /// <summary>It goes on and is marked. Sexual content with minors is blocked all the same.</summary>
    Allow = 1,
}

/// <summary>What becomes of content that no checker could be asked about.</summary>
[GenerateSerializer, Alias("donatello.OutageRule")]
public enum OutageRule
{
    /// <summary>It goes on and is marked as unchecked.</summary>
    Open = 0,

    /// <summary>It waits for a while, then it is treated as blocked.</summary>
    Closed = 1,
}

/// <summary>From which severity on a category is too much.</summary>
[GenerateSerializer, Alias("donatello.ContentThreshold")]
public enum ContentThreshold
{
    /// <summary>From low on.</summary>
    Low = 1,

    /// <summary>From medium on.</summary>
    Medium = 2,

    /// <summary>High only.</summary>
    High = 3,

    /// <summary>Never.</summary>
    Never = 4,
}
