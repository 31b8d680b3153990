namespace DonatelloAI.Contracts.Generations;

/// <summary>A generation as it stands, with what its running call has shown since somebody looked last.</summary>
[GenerateSerializer, Immutable, Alias("donatello.GenerationNews")]
public sealed record GenerationNews
{
    /// <summary>The generation.</summary>
    [Id(0)] public required GenerationView View { get; init; }

    /// <summary>The last thing that the call has shown; whoever looks again names it.</summary>
    [Id(1)] public long Seen { get; init; }

    /// <summary>Partial images since then, in the order in which they were painted; at most as many as a stream may ask for.</summary>
    [Id(2)] public IReadOnlyList<PartialImage> Partials { get; init; } = [];

    /// <summary>How much of the picture is painted, 0 to 1, where that changed; null otherwise, and where the provider does not tell.</summary>
    [Id(3)] public double? Progress { get; init; }

    /// <summary>True when there is more to tell than how the generation stands.</summary>
    public bool HasNews => Partials.Count > 0 || Progress is not null;

    /// <summary>A generation of whose call nothing was seen yet.</summary>
    public static GenerationNews Of(GenerationView view) => new() { View = view };
}

/// <summary>A picture of how far a provider is. It is never stored: who does not look while the call runs does not see it.</summary>
[GenerateSerializer, Immutable, Alias("donatello.PartialImage")]
public sealed record PartialImage
{
    /// <summary>Its place among those of its call, 0 and up.</summary>
    [Id(0)] public required int Index { get; init; }

    /// <summary>The bytes, checked to be a picture.</summary>
    [Id(1)] public required byte[] Content { get; init; }

    /// <summary>Media type found in the bytes, such as <c>image/png</c>.</summary>
    [Id(2)] public required string ContentType { get; init; }
}
