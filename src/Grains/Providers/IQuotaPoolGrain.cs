using DonatelloAI.Grains.Generations;
using Orleans.Concurrency;

namespace DonatelloAI.Grains.Providers;

/// <summary>
/// The scheduler of one vendor account, which shares its rate and concurrency among waiting generations; its key is the quota
/// pool's name. The database is the queue; what this grain holds can be lost and is read again.
/// </summary>
[Alias("donatello.IQuotaPoolGrain")]
public interface IQuotaPoolGrain : IGrainWithStringKey
{
    /// <summary>Tells of generations that wait; those it knows already are not counted twice.</summary>
    /// <param name="waiting">The generations.</param>
    /// <param name="notBefore">None is granted before this moment; null for at once.</param>
    [Alias("Offer"), OneWay]
    Task Offer(IReadOnlyList<WaitingGeneration> waiting, DateTimeOffset? notBefore);

    /// <summary>Gives a slot back after its call.</summary>
    [Alias("Return"), OneWay]
    Task Return(Guid slotId, SlotOutcome outcome);

    /// <summary>The call of a slot goes on: do not take it for lost.</summary>
    [Alias("Keep"), OneWay]
    Task Keep(Guid slotId);

    /// <summary>How the account stands.</summary>
    [Alias("Status"), AlwaysInterleave]
    Task<PoolStatus> Status();

    /// <summary>Makes sure that somebody looks after the account's queue.</summary>
    [Alias("Wake"), OneWay]
    Task Wake();
}

/// <summary>How the call of a slot ended, as far as the account is concerned.</summary>
/// <param name="Health">What it says about the provider.</param>
/// <param name="RetryAfter">How long the vendor asked everybody to wait.</param>
/// <param name="Began">False when the slot was given back unused.</param>
[GenerateSerializer, Immutable, Alias("donatello.SlotOutcome")]
public sealed record SlotOutcome(
    [property: Id(0)] CallHealth Health,
    [property: Id(1)] TimeSpan? RetryAfter = null,
    [property: Id(2)] bool Began = true);

/// <summary>What a call says about its provider's health.</summary>
[GenerateSerializer, Alias("donatello.CallHealth")]
public enum CallHealth
{
    /// <summary>It answered as it should, be it with a refusal.</summary>
    Good = 0,

    /// <summary>It failed, was unreachable or gave no usable answer.</summary>
    Bad = 1,

    /// <summary>It asked to slow down.</summary>
    Throttled = 2,

    /// <summary>The call says nothing about it.</summary>
    Unknown = 3,
}

/// <summary>How an account stands.</summary>
[GenerateSerializer, Immutable, Alias("donatello.PoolStatus")]
public sealed record PoolStatus
{
    /// <summary>The account.</summary>
    [Id(0)] public required string Pool { get; init; }

    /// <summary>False while the breaker is open or the vendor asked to wait: new work had better go elsewhere.</summary>
    [Id(1)] public required bool IsAvailable { get; init; }

    /// <summary>Slots in use.</summary>
    [Id(2)] public required int Running { get; init; }

    /// <summary>Generations in the window; more may lie in the database.</summary>
    [Id(3)] public required int Waiting { get; init; }

    /// <summary>Calls begun in the last minute.</summary>
    [Id(4)] public required int StartedLastMinute { get; init; }

    /// <summary>Until when nothing is granted; null when grants go on.</summary>
    [Id(5)] public DateTimeOffset? PausedUntil { get; init; }
}
