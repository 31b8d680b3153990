using DonatelloAI.Contracts.Freezes;

namespace DonatelloAI.Grains.Freezes;

/// <summary>What a request makes of a freeze. Pure.</summary>
internal static class Freezing
{
    /// <summary>The freeze as it shall be; null for none. One that holds for the same reason stays as it is.</summary>
    /// <param name="before">The freeze that holds.</param>
    /// <param name="reason">Why to freeze; null for not at all.</param>
    /// <param name="lifts">True to lift what holds.</param>
    /// <param name="actorId">Who asks.</param>
    /// <param name="now">The moment.</param>
    public static FreezeView? Decide(FreezeView? before, string? reason, bool lifts, Guid actorId, DateTimeOffset now) =>
        reason is not null ? before is not null && before.Reason == reason ? before : new FreezeView(Guid.CreateVersion7(now), reason, now, actorId)
        : lifts ? null
        : before;

    /// <summary>What is wrong with a reason; null when it may be one, or none is given.</summary>
    public static string? Wrong(string? reason) => reason is null || (!string.IsNullOrWhiteSpace(reason) && reason.Length <= FreezeView.MaxReasonLength)
        ? null
        : $"freeze.reason must have 1 to {FreezeView.MaxReasonLength} characters.";
}
