namespace DonatelloAI.Grains.Safety;

/// <summary>What was found in a text or an image.</summary>
/// <param name="Category">Of what kind.</param>
/// <param name="Severity">How much of it.</param>
public sealed record ContentFinding(ContentCategory Category, ContentSeverity Severity);

/// <summary>Kinds of content that an organisation may not want.</summary>
public enum ContentCategory
{
    /// <summary>Hate against a group.</summary>
    Hate = 0,

    /// <summary>Harassment of somebody.</summary>
    Harassment = 1,

    /// <summary>Help with crimes.</summary>
    Illicit = 2,

    /// <summary>Self-harm.</summary>
    SelfHarm = 3,

    /// <summary>Sexual content.</summary>
    Sexual = 4,

    /// <summary>Sexual content with minors: blocked whatever an organisation says.</summary>
    SexualMinors = 5,

    /// <summary>Violence.</summary>
    Violence = 6,
}

/// <summary>How much of a kind of content there is; each checker's scale is brought to this one by its adapter.</summary>
public enum ContentSeverity
{
    /// <summary>None, or next to none.</summary>
    None = 0,

    /// <summary>Some.</summary>
    Low = 1,

    /// <summary>Clearly.</summary>
    Medium = 2,

    /// <summary>Very much.</summary>
    High = 3,
}
