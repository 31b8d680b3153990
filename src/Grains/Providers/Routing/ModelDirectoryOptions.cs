using System.ComponentModel.DataAnnotations;

namespace DonatelloAI.Grains.Providers.Routing;

/// <summary>How a silo keeps its copy of the catalogue.</summary>
public sealed class ModelDirectoryOptions
{
    /// <summary>Seconds between two readings of the catalogue, default 15: how long a change by an operator takes to be seen.</summary>
    [Range(1, 3_600)]
    public int RefreshSeconds { get; set; } = 15;

    /// <summary>
    /// A catalogue file that every silo which has it takes over when it starts, and again within <see cref="RefreshSeconds"/> after its text
    /// changed; none by default.
    /// </summary>
    [StringLength(4_096)]
    public string? CatalogueFile { get; set; }
}
