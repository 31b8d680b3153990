using System.ComponentModel.DataAnnotations;

namespace DonatelloAI.Providers.Pictures;

/// <summary>Bounds of the work on pictures.</summary>
public sealed class PictureOptions
{
    /// <summary>
    /// Pictures that are painted, encoded or shrunk at the same time, default the number of processors; the others wait. Each
    /// takes one processor.
    /// </summary>
    [Range(1, 1_024)]
    public int Concurrency { get; set; } = Environment.ProcessorCount;
}
