namespace DonatelloAI.Providers.Keys;

/// <summary>
/// Where the key or access token of a call comes from. A host may register one under a provider's name as a keyed service; it
/// then stands in the place of what that provider's section says.
/// </summary>
public interface IKeySource
{
    /// <summary>Why there can be none, in one sentence for an operator; null where it can be asked for.</summary>
    string? Missing { get; }

    /// <summary>The key for one call; asked for each, so that a source may change it, and must cache what is costly.</summary>
    ValueTask<KeyReading> Read(CancellationToken cancellationToken);
}

/// <summary>A key, or why there is none. No record: its text would show the key.</summary>
public sealed class KeyReading
{
    private KeyReading(string? key, string? problem) => (Key, Problem) = (key, problem);

    /// <summary>No key, and none is wanted.</summary>
    public static KeyReading None { get; } = new(null, null);

    /// <summary>The key: 1 to 4,096 visible ASCII characters; null where there is none.</summary>
    public string? Key { get; }

    /// <summary>Why there is none although one is wanted, in one sentence without a secret.</summary>
    public string? Problem { get; }

    /// <summary>A key as it was read; one that cannot stand in a header is a problem, since a header's own check would quote it.</summary>
    /// <param name="key">The key.</param>
    /// <param name="problem">What to say where it is none.</param>
    public static KeyReading Of(string? key, string problem) => key is not null && IsKey(key) ? new(key, null) : new(null, problem);

    /// <summary>No key, and why.</summary>
    public static KeyReading Failed(string problem) => new(null, problem);

    /// <summary>True for what may stand in a header.</summary>
    internal static bool IsKey(string key) => key.Length is >= 1 and <= 4096 && key.All(sign => sign is > ' ' and < '\x7F');
}
