namespace DonatelloAI.Providers.Pictures;

/// <summary>Bounds of the work on pictures.</summary>
public sealed class PictureOptions
{
    /// <summary>
    /// Pictures that are painted, encoded or shrunk at the same time, 1 to 1,024, default the number of processors; the others wait. Each
    /// takes one processor. Half of them may paint (one at least), so that what is quick passes.
    /// </summary>
    public int Concurrency { get; set; } = Environment.ProcessorCount;
}
