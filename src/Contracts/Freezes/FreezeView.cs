namespace DonatelloAI.Contracts.Freezes;

/// <summary>A freeze that holds: no attempt begins and no order is accepted until somebody lifts it; what runs ends, what waits goes on waiting.</summary>
/// <param name="Id">The freeze.</param>
/// <param name="Reason">Why, 1 to <see cref="MaxReasonLength"/> characters, in the words of whoever froze.</param>
/// <param name="FrozenAt">Since when.</param>
/// <param name="FrozenBy">Who did it.</param>
[GenerateSerializer, Immutable, Alias("donatello.FreezeView")]
public sealed record FreezeView(
    [property: Id(0)] Guid Id,
    [property: Id(1)] string Reason,
    [property: Id(2)] DateTimeOffset FrozenAt,
    [property: Id(3)] Guid FrozenBy)
{
    /// <summary>Longest reason, in characters.</summary>
    public const int MaxReasonLength = 255;
}
