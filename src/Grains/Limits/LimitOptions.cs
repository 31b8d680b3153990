using System.ComponentModel.DataAnnotations;

namespace DonatelloAI.Grains.Limits;

/// <summary>How many requests people and organisations may send. Section <c>Limits</c>.</summary>
public sealed class LimitOptions
{
    private const int Most = 100_000_000;

    /// <summary>Requests of one person in a minute, with all of their keys and sessions, default 60,000; 0 for no such bound.</summary>
    [Range(0, Most, ErrorMessage = "Limits:UserPerMinute takes 0 to 100000000 requests a minute; 0 is no bound.")]
    public int UserPerMinute { get; set; } = 60_000;

    /// <summary>Requests of one organisation in a minute, on all silos together, default 600,000; 0 for no such bound.</summary>
    [Range(0, Most, ErrorMessage = "Limits:OrganizationPerMinute takes 0 to 100000000 requests a minute; 0 is no bound.")]
    public int OrganizationPerMinute { get; set; } = 600_000;
}
