namespace DonatelloAI.Hosting;

/// <summary>
/// Every key of the configuration that one of the programs reads, from <c>Settings.txt</c> beside this file: a key a line, where
/// <c>{name}</c> stands for a name of the operator's choice. A test holds the list against the source. It is one list for all programs, so that
/// an environment which several of them share is no mistake.
/// </summary>
internal static class KnownSettings
{
    /// <summary>Keys of this section are named by others too.</summary>
    private const string Connections = "ConnectionStrings";

    private static readonly IReadOnlyList<string[]> Known = Read();

    private static readonly HashSet<string> Sections =
        new(Known.Select(static key => key[0]).Where(static section => section != Connections), StringComparer.OrdinalIgnoreCase);

    /// <summary>True when all keys below the key's section are ours, so that an unknown one is a mistake.</summary>
    public static bool OwnsSectionOf(string key) => Sections.Contains(key.Split(':')[0]);

    /// <summary>True for a key that is read, and for an element of a list that is.</summary>
    public static bool Has(string key)
    {
        var parts = key.Split(':');
        return Known.Any(known => IsMatch(known, parts) || (parts.Length == known.Length + 1 && parts[^1].All(char.IsAsciiDigit) && IsMatch(known, parts[..^1])));
    }

    /// <summary>The known key that takes the fewest changes to become another one, and how many those are.</summary>
    public static (string Key, int Distance) Nearest(string key)
    {
        var parts = key.Split(':');
        return Known
            .Select(known => Named(known, parts))
            .Select(known => (known, EditDistance.Between(known.ToUpperInvariant(), key.ToUpperInvariant())))
            .MinBy(static candidate => candidate.Item2);
    }

    private static bool IsMatch(string[] known, string[] parts) =>
        known.Length == parts.Length && known.Zip(parts).All(static pair => IsName(pair.First) || string.Equals(pair.First, pair.Second, StringComparison.OrdinalIgnoreCase));

    /// <summary>A known key with the operator's own names in it.</summary>
    private static string Named(string[] known, string[] parts) =>
        string.Join(':', known.Select((part, i) => IsName(part) && i < parts.Length ? parts[i] : part));

    private static bool IsName(string part) => part[0] == '{';

    private static List<string[]> Read()
    {
        using var lines = new StreamReader(typeof(KnownSettings).Assembly.GetManifestResourceStream("Settings.txt")!);
        return [.. lines.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(static line => line.Split(':'))];
    }
}
