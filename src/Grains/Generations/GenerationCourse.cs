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
        { Status: GenerationStatus.Pending } when IsUnfunded(generation) => FundOf(generation),
        { Status: GenerationStatus.Pending } when hasSlot => new CallStep(generation.Attempts.Count + 1, HoldOfNext(generation)),
        { Status: GenerationStatus.Pending } => new QueueStep(),
        _ => AfterAttempt(generation.Attempts[^1]),
    };

    /// <summary>
    /// The hold that pays for the next attempt: one that was opened for it, else the one before it passes its hold on, unless that
    /// attempt may yet be charged.
    /// </summary>
    public static Guid HoldOfNext(GenerationRecord generation) => generation.Attempts switch
    {
        [] => DerivedId.Hold(generation.Id, 1),
        _ when IsOpen(generation, OwnHoldOfNext(generation)) => OwnHoldOfNext(generation),
        [.., { State: AttemptState.Unknown or AttemptState.Settled }] => OwnHoldOfNext(generation),
        [.., var last] => last.HoldId,
    };

    /// <summary>True while the runner-up was not asked yet; there is one fallback, and none back.</summary>
    public static bool HasRunnerUp(GenerationRecord generation) =>
        generation.FallbackModel is { } runnerUp && generation.Model != runnerUp && generation.Attempts.All(attempt => attempt.Model != runnerUp);

    /// <summary>The runner-up has a price of its own, so what was held for another model does not pay for it.</summary>
    private static bool IsUnfunded(GenerationRecord generation) =>
        generation.Attempts is [.., var last] && last.Model != generation.Model && !IsOpen(generation, OwnHoldOfNext(generation));

    private static FundStep FundOf(GenerationRecord generation)
    {
        var last = generation.Attempts[^1];
        return new FundStep(last, ReplacesHold: last.State is not (AttemptState.Unknown or AttemptState.Settled));
    }

    private static Guid OwnHoldOfNext(GenerationRecord generation) => DerivedId.Hold(generation.Id, generation.Attempts.Count + 1);

    private static bool IsOpen(GenerationRecord generation, Guid holdId) => generation.Holds.Any(hold => hold.Id == holdId);

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

/// <summary>Hold what the runner-up costs, which takes over after an attempt of another model.</summary>
/// <param name="Last">That attempt.</param>
/// <param name="ReplacesHold">True when its hold makes way, because it was not charged.</param>
public sealed record FundStep(AttemptRecord Last, bool ReplacesHold) : CourseStep;

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
