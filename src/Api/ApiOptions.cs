using DonatelloAI.Api.Admission;

namespace DonatelloAI.Api;

/// <summary>What a host tells the front end.</summary>
public sealed class ApiOptions
{
    /// <summary>Seals cursors; at least 32 bytes that only the servers know, the same in every process of the front end.</summary>
    public required byte[] CursorKey { get; init; }

    /// <summary>
    /// Sign links to images: keys of at least 32 bytes that only the servers know, the same in every process of the front end. The first
    /// signs, each is accepted, so that links outlive a rotation.
    /// </summary>
    public required IReadOnlyList<byte[]> LinkKeys { get; init; }

    /// <summary>
    /// The address under which callers reach the front end, such as <c>https://images.example</c> or one with a path, where that is not
    /// the one a request arrives at: behind a proxy. Links to images begin with it. Without it they begin with the request's own.
    /// </summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>Event streams open at once, 1,000.</summary>
    public int MaxEventStreams { get; init; } = 1_000;

    /// <summary>Event streams that one person has open at once, 100.</summary>
    public int MaxEventStreamsPerUser { get; init; } = 100;

    /// <summary>How many requests it takes.</summary>
    public AdmissionSettings Admission { get; init; } = new();
}
