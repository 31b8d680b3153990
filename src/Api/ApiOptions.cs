using DonatelloAI.Api.Admission;
using DonatelloAI.Api.Sessions;
using DonatelloAI.Contracts.Sessions;

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

    /// <summary>
    /// Check access tokens: derived keys, the same as the silos', by version. None without them: then nobody comes in with a session.
    /// </summary>
    public AccessTokenKeys AccessTokenKeys { get; init; } = new(0, new Dictionary<int, byte[]>());

    /// <summary>Peers whose word about a caller's address is taken; none unless told otherwise.</summary>
    public TrustedProxies TrustedProxies { get; init; } = TrustedProxies.None;

    /// <summary>Event streams open at once, 1,000.</summary>
    public int MaxEventStreams { get; init; } = 1_000;

    /// <summary>Event streams that one person has open at once, 100.</summary>
    public int MaxEventStreamsPerUser { get; init; } = 100;

    /// <summary>Wrong credentials of one address in a minute, 100; 0 for no such bound.</summary>
    public int FailedAttemptsPerMinute { get; init; } = 100;

    /// <summary>How many requests it takes.</summary>
    public AdmissionSettings Admission { get; init; } = new();
}
