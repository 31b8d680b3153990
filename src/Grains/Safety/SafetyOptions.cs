using System.ComponentModel.DataAnnotations;
using DonatelloAI.Contracts.Safety;

namespace DonatelloAI.Grains.Safety;

/// <summary>How content is checked, and what holds for organisations that say nothing.</summary>
public sealed class SafetyOptions
{
    /// <summary>A file with words and phrases that prompts may not have, <c>category: phrase</c> a line; none unless told.</summary>
    public string? WordFile { get; set; }

    /// <summary>True to refuse the phrases that come with the program, too; default true.</summary>
    public bool DefaultWords { get; set; } = true;

    /// <summary>
    /// Seconds that all checkers together have for one prompt or image, default 5; less than the time after which an unused slot of a vendor
    /// is lost.
    /// </summary>
    [Range(1, 20)]
    public int TimeoutSeconds { get; set; } = 5;

    /// <summary>Questions to one checker at the same time from one process, default 16; further ones wait within their time.</summary>
    [Range(1, 1_000)]
    public int MaxAtOnce { get; set; } = 16;

    /// <summary>
    /// How often a checker that must answer is asked before the generation ends without it, default 8, with pauses of 15 seconds
    /// to a minute: some five minutes.
    /// </summary>
    [Range(1, 100)]
    public int MaxTries { get; set; } = 8;

    /// <summary>What becomes of content at or over its threshold, default <see cref="SafetyMode.Block"/>.</summary>
    public SafetyMode Mode { get; set; } = SafetyMode.Block;

    /// <summary>What becomes of content that could not be checked, default <see cref="OutageRule.Open"/>.</summary>
    public OutageRule WhenUnavailable { get; set; } = OutageRule.Open;

    /// <summary>True to have images checked before anybody sees them; default false.</summary>
    public bool CheckImages { get; set; }
}
