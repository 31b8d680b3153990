using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Generations;

namespace DonatelloAI.Grains.Generations;

/// <summary>
/// What has to happen next to a generation, read off what is durable. Whoever finds a generation, after however many crashes,
/// asks here and goes on; nothing that only lived in memory is needed.
/// </summary>
public static class GenerationCourse
{
    /// <summary>The next step.</summary>
    /// <param name="generation">The generation as it lies in the database.</param>
    /// <param name="hasSlot">True when the scheduler has granted a call.</param>
    public static CourseStep Next(GenerationRecord generation, bool hasSlot) => generation switch
    {
        { HasEnded: true } => new RestStep(),
        { Status: GenerationStatus.Pending, CancelRequestedAt: not null } => new CallOffStep(HoldOfNext(generation)),
        { Status: GenerationStatus.Pending } when hasSlot => new CallStep(generation.Attempts.Count + 1, HoldOfNext(generation)),
        { Status: GenerationStatus.Pending } => new QueueStep(),
        _ => AfterAttempt(generation.Attempts[^1]),
    };

    /// <summary>
    /// The hold that pays for the next attempt: the one before it passes its hold on, unless that attempt may yet be charged.
    /// </summary>
    public static Guid HoldOfNext(GenerationRecord generation) => generation.Attempts switch
    {
        [] => DerivedId.Hold(generation.Id, 1),
        [.., { State: AttemptState.Unknown or AttemptState.Settled }] => DerivedId.Hold(generation.Id, generation.Attempts.Count + 1),
        [.., var last] => last.HoldId,
    };

    private static CourseStep AfterAttempt(AttemptRecord last) => last switch
    {
        { State: AttemptState.Started, LeaseExpired: false } => new RestStep(),
        { State: AttemptState.Started or AttemptState.Succeeded } => new RecoverStep(last),
        { State: AttemptState.Unknown or AttemptState.Settled } => new FailUnsettledStep(last),
        _ => new FailStep(last),
    };
}

/// <summary>The next step of a generation.</summary>
public abstract record CourseStep;

/// <summary>Nothing: it has ended, or somebody holds its lease.</summary>
public sealed record RestStep : CourseStep;

/// <summary>Ask the scheduler for a slot.</summary>
public sealed record QueueStep : CourseStep;

/// <summary>Begin an attempt.</summary>
/// <param name="AttemptNo">Its number.</param>
/// <param name="HoldId">The hold that pays.</param>
public sealed record CallStep(int AttemptNo, Guid HoldId) : CourseStep;

/// <summary>End it as cancelled and release its hold.</summary>
public sealed record CallOffStep(Guid HoldId) : CourseStep;

/// <summary>Its driver is gone: settle from the facts if an image is stored, otherwise go by the kind of call.</summary>
public sealed record RecoverStep(AttemptRecord Attempt) : CourseStep;

/// <summary>The last attempt failed for good without being charged: release its hold and end.</summary>
public sealed record FailStep(AttemptRecord Attempt) : CourseStep;

/// <summary>The last attempt was charged already or may yet be: end, and leave its hold as it is.</summary>
public sealed record FailUnsettledStep(AttemptRecord Attempt) : CourseStep;
