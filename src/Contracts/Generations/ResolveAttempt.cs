using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Contracts.Generations;

/// <summary>
/// An operator's word on an attempt whose outcome nobody knows. It closes the attempt's hold, once; repeating it unchanged is answered
/// like the first time.
/// </summary>
[GenerateSerializer, Immutable, Alias("donatello.ResolveAttempt")]
public sealed record ResolveAttempt
{
    /// <summary>The attempt.</summary>
    [Id(0)] public required Guid AttemptId { get; init; }

    /// <summary>The operator, a super_admin.</summary>
    [Id(1)] public required Caller Caller { get; init; }

    /// <summary>What to do.</summary>
    [Id(2)] public required ResolveAction Action { get; init; }

    /// <summary>Why, for the ledger's reader: 1 to 255 characters.</summary>
    [Id(3)] public required string Reason { get; init; }

    /// <summary>
    /// For <see cref="ResolveAction.Settle"/>: what the vendor's invoice says in AUD, above zero and at most what is held. Null for what is
    /// known otherwise: the facts of an image that turned up, else the whole hold.
    /// </summary>
    [Id(4)] public Money? Amount { get; init; }
}

/// <summary>What an operator does about an attempt.</summary>
[GenerateSerializer, Alias("donatello.ResolveAction")]
public enum ResolveAction
{
    /// <summary>It was charged.</summary>
    Settle = 0,

    /// <summary>It was not.</summary>
    Release = 1,
}

/// <summary>The answer to a word on an attempt.</summary>
[GenerateSerializer, Immutable, Alias("donatello.AttemptReply")]
public abstract record AttemptReply;

/// <summary>Done, now or before.</summary>
/// <param name="Attempt">The attempt as it stands.</param>
/// <param name="Replayed">True when the same word was said before.</param>
[GenerateSerializer, Immutable, Alias("donatello.AttemptResolved")]
public sealed record AttemptResolved([property: Id(0)] AttemptView Attempt, [property: Id(1)] bool Replayed) : AttemptReply;

/// <summary>Refused; nothing changed.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Message">One sentence with the remedy.</param>
/// <param name="Field">The field at fault in snake_case; null where none is.</param>
[GenerateSerializer, Immutable, Alias("donatello.AttemptRefused")]
public sealed record AttemptRefused(
    [property: Id(0)] AttemptRefusal Reason,
    [property: Id(1)] string Message,
    [property: Id(2)] string? Field = null) : AttemptReply;

/// <summary>Database or image store did not answer, or the answer was lost; asking again is safe.</summary>
[GenerateSerializer, Immutable, Alias("donatello.AttemptUnavailable")]
public sealed record AttemptUnavailable([property: Id(0)] string Message) : AttemptReply;

/// <summary>The named reasons for which a word on an attempt is refused.</summary>
[GenerateSerializer, Alias("donatello.AttemptRefusal")]
public enum AttemptRefusal
{
    /// <summary>There is no such attempt, or the caller may not see it.</summary>
    NotFound = 0,

    /// <summary>A field is not valid; it is named.</summary>
    InvalidRequest = 1,

    /// <summary>Its outcome is known, or was resolved otherwise before.</summary>
    NotUnknown = 2,

    /// <summary>An image of it has turned up, which the vendor charged for: it cannot be released.</summary>
    ImageTurnedUp = 3,
}
