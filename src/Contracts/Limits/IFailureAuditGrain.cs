using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Contracts.Limits;

/// <summary>Writes down credentials and requests that were refused, for the audit log; its key is the front end's that counted them.</summary>
[Alias("donatello.IFailureAuditGrain")]
public interface IFailureAuditGrain : IGrainWithGuidKey
{
    /// <summary>Makes a report durable, once per <see cref="FailureReport.Id"/>. False when it is not, or nobody knows: hand it over again.</summary>
    [Alias("Record")]
    Task<bool> Record(FailureReport report);
}

/// <summary>Credentials, and requests for what is not the caller's, that a front end refused in an interval.</summary>
/// <param name="Id">Names the report when it is handed over again.</param>
/// <param name="Counts">At most <see cref="MaxCounts"/>, one for each organisation and reason.</param>
[GenerateSerializer, Immutable, Alias("donatello.FailureReport")]
public sealed record FailureReport([property: Id(0)] Guid Id, [property: Id(1)] IReadOnlyList<FailureCount> Counts)
{
    /// <summary>Most counts of a report, and most reaches.</summary>
    public const int MaxCounts = 500;

    /// <summary>At most <see cref="MaxCounts"/>, one for each person, route and code; empty from a front end of an earlier version.</summary>
    [Id(2)] public IReadOnlyList<ReachCount> Reaches { get; init; } = [];
}

/// <summary>How often credentials of one organisation were refused for one reason.</summary>
[GenerateSerializer, Immutable, Alias("donatello.FailureCount")]
public sealed record FailureCount
{
    /// <summary>The organisation of the person whom the credentials name; null where they name nobody.</summary>
    [Id(0)] public Guid? OrganizationId { get; init; }

    /// <summary>Why they were refused; null for those that were not looked at, after too many from their address.</summary>
    [Id(1)] public AuthenticationRefusal? Reason { get; init; }

    /// <summary>How many, at least 1.</summary>
    [Id(2)] public required long Attempts { get; init; }

    /// <summary>From how many addresses, as far as they were told apart; the addresses themselves are kept nowhere.</summary>
    [Id(3)] public required int Addresses { get; init; }

    /// <summary>The first of them.</summary>
    [Id(4)] public required DateTimeOffset FirstAt { get; init; }

    /// <summary>The last of them.</summary>
    [Id(5)] public required DateTimeOffset LastAt { get; init; }
}

/// <summary>How often somebody asked on a route for what they may not have, or for what is not there for them.</summary>
[GenerateSerializer, Immutable, Alias("donatello.ReachCount")]
public sealed record ReachCount
{
    /// <summary>The caller's organisation; null where nobody was asked for a credential, and for those of whom there are too many for a report.</summary>
    [Id(0)] public Guid? OrganizationId { get; init; }

    /// <summary>The caller; null likewise.</summary>
    [Id(1)] public Guid? UserId { get; init; }

    /// <summary>Method and pattern of the route, never the path that was asked for; <c>*</c> where several are told together.</summary>
    [Id(2)] public required string Route { get; init; }

    /// <summary>The code of the refusal; <c>*</c> likewise.</summary>
    [Id(3)] public required string Code { get; init; }

    /// <summary>How many, at least 1.</summary>
    [Id(4)] public required long Attempts { get; init; }

    /// <summary>The first of them.</summary>
    [Id(5)] public required DateTimeOffset FirstAt { get; init; }

    /// <summary>The last of them.</summary>
    [Id(6)] public required DateTimeOffset LastAt { get; init; }
}
