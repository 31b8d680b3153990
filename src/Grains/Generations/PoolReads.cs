namespace DonatelloAI.Grains.Generations;

/// <summary>A generation that waits for a slot.</summary>
/// <param name="Id">The generation.</param>
/// <param name="DepartmentId">Who pays, among whom slots are shared fairly.</param>
/// <param name="IsBatch">True when it belongs to a batch and lets interactive work pass.</param>
/// <param name="CreatedAt">When it was accepted.</param>
[GenerateSerializer, Immutable, Alias("donatello.WaitingGeneration")]
public readonly record struct WaitingGeneration(
    [property: Id(0)] Guid Id,
    [property: Id(1)] Guid DepartmentId,
    [property: Id(2)] bool IsBatch,
    [property: Id(3)] DateTimeOffset CreatedAt)
{
    /// <summary>Of so many that are looked at or served, one is a batch's while both classes wait.</summary>
    public const int BatchShare = 5;
}

/// <summary>A model that generations wait for.</summary>
/// <param name="ProviderName">The provider.</param>
/// <param name="ModelName">The model's name there.</param>
public sealed record WaitedModel(string ProviderName, string ModelName);

/// <summary>What an account has to bear.</summary>
/// <param name="Running">Started attempts under a live lease: generation and end of the lease.</param>
/// <param name="RecentStarts">When attempts of any state began, since the moment asked for; oldest first.</param>
public sealed record PoolLoad(IReadOnlyList<RunningAttempt> Running, IReadOnlyList<DateTimeOffset> RecentStarts);

/// <summary>An attempt that runs.</summary>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
public readonly record struct RunningAttempt(Guid GenerationId, DateTimeOffset LeaseUntil);
