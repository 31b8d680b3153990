using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Contracts.Generations;

/// <summary>A request for one to ten images of one order: accepted together or not at all.</summary>
[GenerateSerializer, Immutable, Alias("donatello.SubmitGenerations")]
public sealed record SubmitGenerations
{
    /// <summary>
    /// The generations' ids, 1 to <see cref="ImageOrder.MaxImages"/>; the first names the grain that is called. Derived from an
    /// idempotency key, or made by the front end, so that its own retries are safe.
    /// </summary>
    [Id(0)] public required IReadOnlyList<Guid> Ids { get; init; }

    /// <summary>The group's id; null for a single image.</summary>
    [Id(1)] public Guid? GroupId { get; init; }

    /// <summary>Who asks.</summary>
    [Id(2)] public required Caller Caller { get; init; }

    /// <summary>The department that shall pay; null for the caller's own.</summary>
    [Id(3)] public Guid? DepartmentId { get; init; }

    /// <summary>What is asked for.</summary>
    [Id(4)] public required ImageOrder Order { get; init; }

    /// <summary>SHA-256 of the request where it came with an idempotency key: another body under the same key is refused.</summary>
    [Id(5)] public byte[]? RequestHash { get; init; }
}

/// <summary>The answer to a submission.</summary>
[GenerateSerializer, Immutable, Alias("donatello.SubmitReply")]
public abstract record SubmitReply;

/// <summary>Durable: the money is held and the work will end.</summary>
[GenerateSerializer, Immutable, Alias("donatello.SubmitAccepted")]
public sealed record SubmitAccepted : SubmitReply
{
    /// <summary>The generations in the order of their ids; for a replay as they stand now.</summary>
    [Id(0)] public required IReadOnlyList<GenerationView> Generations { get; init; }

    /// <summary>True when the same request had been accepted before.</summary>
    [Id(1)] public bool Replayed { get; init; }

    /// <summary>Left in the department's budget; null for a replay.</summary>
    [Id(2)] public Money? Left { get; init; }
}

/// <summary>Refused; nothing is held and nothing is remembered.</summary>
[GenerateSerializer, Immutable, Alias("donatello.SubmitRefused")]
public sealed record SubmitRefused : SubmitReply
{
    /// <summary>Why.</summary>
    [Id(0)] public required GenerationRefusal Reason { get; init; }

    /// <summary>One sentence with field, reason and remedy.</summary>
    [Id(1)] public required string Message { get; init; }

    /// <summary>The field of the request that is at fault, in snake_case; null where none is.</summary>
    [Id(2)] public string? Field { get; init; }

    /// <summary>The ledger's numbers where the money refused it.</summary>
    [Id(3)] public Budgets.BudgetRefused? Budget { get; init; }
}

/// <summary>Not decided, or decided with an outcome nobody knows yet; sending the same ids again is safe.</summary>
[GenerateSerializer, Immutable, Alias("donatello.SubmitUnavailable")]
public sealed record SubmitUnavailable : SubmitReply
{
    /// <summary>One sentence for the caller.</summary>
    [Id(0)] public required string Message { get; init; }
}
