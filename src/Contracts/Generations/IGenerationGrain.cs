using DonatelloAI.Contracts.Users;
using Orleans.Concurrency;

namespace DonatelloAI.Contracts.Generations;

/// <summary>
/// One generation, from its submission to its end; its key is the generation's id. The grain owns the task that drives the
/// provider call, so no caller waits inside it for a provider.
/// </summary>
[Alias("donatello.IGenerationGrain")]
public interface IGenerationGrain : IGrainWithGuidKey
{
    /// <summary>Routes, prices, holds and accepts; the ids' first is this grain's. May be repeated.</summary>
    [Alias("Submit")]
    Task<SubmitReply> Submit(SubmitGenerations request);

    /// <summary>
    /// Answers as soon as the version passes <paramref name="seenVersion"/>, at once when it has, and after
    /// <paramref name="patience"/> (at most 20 s) with what stands then; null when there is no such generation. Check before
    /// that the caller may see it.
    /// </summary>
    [Alias("Watch"), AlwaysInterleave, ResponseTimeout("00:00:25")]
    Task<GenerationView?> Watch(long seenVersion, TimeSpan patience);

    /// <summary>
    /// As <see cref="Watch"/>, and answers also as soon as the running call shows more than <paramref name="seenNews"/>
    /// (<see cref="GenerationNews.Seen"/>; 0 for everything that is still there). What a call shows is kept in memory alone: slow and late
    /// watchers may miss some of it.
    /// </summary>
    [Alias("Follow"), AlwaysInterleave, ResponseTimeout("00:00:25")]
    Task<GenerationNews?> Follow(long seenVersion, long seenNews, TimeSpan patience);

    /// <summary>
    /// Calls it off: at once while it waits, otherwise as soon as the provider's answer allows. One that has ended as cancelled is
    /// answered like the first time; one that has ended otherwise is refused.
    /// </summary>
    [Alias("Cancel"), AlwaysInterleave]
    Task<GenerationReply> Cancel(Caller caller);

    /// <summary>Hides an ended generation from its owner; the money records stay.</summary>
    [Alias("Delete")]
    Task<GenerationReply> Delete(Caller caller);

    /// <summary>
    /// Takes everything of its owner's out of it: calls it off while it runs, then hides it, removes its files and empties its texts.
    /// Refused as <see cref="GenerationRefusal.NotEnded"/> while a call is under way or nobody knows what one cost; ask again then.
    /// </summary>
    [Alias("Erase")]
    Task<GenerationReply> Erase(Caller caller);

    /// <summary>
    /// The sweep's poke: its person, department or organisation is deactivated. Ends it, in nobody's name, if it still waits; what runs ends by itself.
    /// </summary>
    [Alias("CallOff"), OneWay, AlwaysInterleave]
    Task CallOff();

    /// <summary>
    /// An operator's word on one of its attempts whose outcome nobody knows; closes that attempt's hold once, whoever else would close it
    /// at the same time.
    /// </summary>
    [Alias("Resolve")]
    Task<AttemptReply> Resolve(ResolveAttempt request);

    /// <summary>The scheduler's grant: begin, or resume, a provider call now.</summary>
    [Alias("Drive"), OneWay, AlwaysInterleave]
    Task Drive(SlotGrant grant);

    /// <summary>The sweep's poke: nobody holds this generation's lease any more; see what has to be done.</summary>
    [Alias("Resume"), OneWay, AlwaysInterleave]
    Task Resume();
}

/// <summary>Permission to make one provider call on an account.</summary>
/// <param name="Pool">The quota pool it counts in.</param>
/// <param name="SlotId">The slot to give back.</param>
/// <param name="ValidUntil">The call must begin before this moment, or not at all.</param>
/// <param name="TellBegin">True where the account's calls a minute are scarce: say that the call begins, so that its minute counts from then.</param>
[GenerateSerializer, Immutable, Alias("donatello.SlotGrant")]
public sealed record SlotGrant(
    [property: Id(0)] string Pool,
    [property: Id(1)] Guid SlotId,
    [property: Id(2)] DateTimeOffset ValidUntil,
    [property: Id(3)] bool TellBegin = false);

/// <summary>The answer to a call about one generation.</summary>
[GenerateSerializer, Immutable, Alias("donatello.GenerationReply")]
public abstract record GenerationReply;

/// <summary>Done; the generation as it stands now.</summary>
[GenerateSerializer, Immutable, Alias("donatello.GenerationAnswer")]
public sealed record GenerationAnswer([property: Id(0)] GenerationView Generation) : GenerationReply;

/// <summary>Refused; nothing changed.</summary>
[GenerateSerializer, Immutable, Alias("donatello.GenerationRefused")]
public sealed record GenerationRefused(
    [property: Id(0)] GenerationRefusal Reason,
    [property: Id(1)] string Message) : GenerationReply;

/// <summary>The database did not answer, or its answer was lost; asking again is safe.</summary>
[GenerateSerializer, Immutable, Alias("donatello.GenerationUnavailable")]
public sealed record GenerationUnavailable([property: Id(0)] string Message) : GenerationReply;
