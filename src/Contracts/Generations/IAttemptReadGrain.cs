using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Contracts.Generations;

/// <summary>Reads attempts for whoever operates the installation: only super_admin finds any. Stateless; the key is any number.</summary>
[Alias("donatello.IAttemptReadGrain")]
public interface IAttemptReadGrain : IGrainWithIntegerKey
{
    /// <summary>One attempt; null when there is none that the caller may see.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    [Alias("Find")]
    Task<AttemptView?> Find(Caller caller, Guid id);

    /// <summary>A page of attempts, newest first.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    [Alias("List")]
    Task<AttemptPage> List(Caller caller, AttemptFilter filter);
}

/// <summary>Which attempts to list; absent fields let everything through.</summary>
[GenerateSerializer, Immutable, Alias("donatello.AttemptFilter")]
public sealed record AttemptFilter
{
    /// <summary>Most rows of one page.</summary>
    public const int MaxLimit = 200;

    /// <summary>Rows wanted, 1 to <see cref="MaxLimit"/>.</summary>
    [Id(0)] public int Limit { get; init; } = 20;

    /// <summary>Where the previous page ended; null for the first.</summary>
    [Id(1)] public AttemptCursor? After { get; init; }

    /// <summary>Where they stand.</summary>
    [Id(2)] public AttemptOutcome? Outcome { get; init; }

    /// <summary>Provider called.</summary>
    [Id(3)] public string? Provider { get; init; }

    /// <summary>The organisation.</summary>
    [Id(4)] public Guid? OrganizationId { get; init; }

    /// <summary>The department that pays.</summary>
    [Id(5)] public Guid? DepartmentId { get; init; }

    /// <summary>Begun at or after.</summary>
    [Id(6)] public DateTimeOffset? From { get; init; }

    /// <summary>Begun before.</summary>
    [Id(7)] public DateTimeOffset? To { get; init; }
}

/// <summary>The last row of a page: rows after it began earlier, or at the same moment with a lower id.</summary>
[GenerateSerializer, Immutable, Alias("donatello.AttemptCursor")]
public sealed record AttemptCursor([property: Id(0)] DateTimeOffset StartedAt, [property: Id(1)] Guid Id);

/// <summary>A page.</summary>
/// <param name="Attempts">The rows, newest first.</param>
/// <param name="Next">Where the next page begins; null on the last one.</param>
[GenerateSerializer, Immutable, Alias("donatello.AttemptPage")]
public sealed record AttemptPage(
    [property: Id(0)] IReadOnlyList<AttemptView> Attempts,
    [property: Id(1)] AttemptCursor? Next);
