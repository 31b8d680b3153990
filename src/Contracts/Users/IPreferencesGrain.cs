using DonatelloAI.Contracts.Organizations;

namespace DonatelloAI.Contracts.Users;

/// <summary>A person's preferences by key, hot. Its key is the person's id.</summary>
[Alias("donatello.IPreferencesGrain")]
public interface IPreferencesGrain : IGrainWithGuidKey
{
    /// <summary>All of them, by key.</summary>
    /// <exception cref="StorageUnavailableException">They are not in memory and cannot be read.</exception>
    [Alias("List")]
    Task<IReadOnlyList<PreferenceView>> List();

    /// <summary>Sets one, whether it is there or not. To set it to what it is changes nothing.</summary>
    [Alias("Set")]
    Task<OrganizationReply> Set(SetPreference request);

    /// <summary>Takes one away; one that is not there is refused as not found.</summary>
    [Alias("Remove")]
    Task<OrganizationReply> Remove(RemovePreference request);
}

/// <summary>A preference to set.</summary>
[GenerateSerializer, Immutable, Alias("donatello.SetPreference")]
public sealed record SetPreference
{
    /// <summary>Most preferences of one person.</summary>
    public const int MaxPreferences = 100;

    /// <summary>Longest key, in characters.</summary>
    public const int MaxKeyLength = 100;

    /// <summary>Largest value, in bytes of JSON.</summary>
    public const int MaxValueBytes = 8_192;

    /// <summary>Who asks: whose it is.</summary>
    [Id(0)] public required Caller Caller { get; init; }

    /// <summary>Its key: lower-case letters, digits, dots, hyphens and underscores, at most <see cref="MaxKeyLength"/>.</summary>
    [Id(1)] public required string Key { get; init; }

    /// <summary>Its value, any JSON.</summary>
    [Id(2)] public required string Value { get; init; }

    /// <summary>The tag that it must still have; null to set it whatever it is.</summary>
    [Id(3)] public string? ExpectedTag { get; init; }
}

/// <summary>A preference to take away.</summary>
[GenerateSerializer, Immutable, Alias("donatello.RemovePreference")]
public sealed record RemovePreference
{
    /// <summary>Who asks: whose it is.</summary>
    [Id(0)] public required Caller Caller { get; init; }

    /// <summary>Its key.</summary>
    [Id(1)] public required string Key { get; init; }

    /// <summary>The tag that it must still have; null to take it away whatever it is.</summary>
    [Id(2)] public string? ExpectedTag { get; init; }
}

/// <summary>A preference.</summary>
[GenerateSerializer, Immutable, Alias("donatello.PreferenceView")]
public sealed record PreferenceView
{
    /// <summary>Its key.</summary>
    [Id(0)] public required string Key { get; init; }

    /// <summary>Its value, JSON.</summary>
    [Id(1)] public required string Value { get; init; }

    /// <summary>When it was first set.</summary>
    [Id(2)] public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last set.</summary>
    [Id(3)] public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Names this state of it.</summary>
    public string Tag => EditTag.Of(Key, $"{UpdatedAt.UtcTicks / TimeSpan.TicksPerMicrosecond}");
}
