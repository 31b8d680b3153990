using DonatelloAI.Contracts.Freezes;

namespace DonatelloAI.Api.Bodies;

/// <summary>A freeze to begin.</summary>
internal sealed record FreezeBody
{
    /// <summary>Why, 1 to 255 characters.</summary>
    public required string Reason { get; init; }
}

/// <summary>A freeze that holds.</summary>
internal sealed record FreezeAnswer
{
    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset FrozenAt { get; init; }

    /// <summary>Who did it.</summary>
    public required Guid FrozenBy { get; init; }

    public static FreezeAnswer? Of(FreezeView? freeze) =>
        freeze is null ? null : new FreezeAnswer { Reason = freeze.Reason, FrozenAt = freeze.FrozenAt, FrozenBy = freeze.FrozenBy };
}
