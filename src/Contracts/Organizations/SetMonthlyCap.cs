namespace DonatelloAI.Contracts.Organizations;

/// <summary>Sets or removes what the budgets of all departments together may not exceed a month.</summary>
[GenerateSerializer, Immutable, Alias("donatello.SetMonthlyCap")]
public sealed record SetMonthlyCap
{
    /// <summary>The caller's id of this change: a repeated one is answered and not applied again.</summary>
    [Id(0)] public required Guid OperationId { get; init; }

    /// <summary>The administrator.</summary>
    [Id(1)] public required Guid ActorId { get; init; }

    /// <summary>The cap, zero or more; null for none.</summary>
    [Id(2)] public Money? Cap { get; init; }
}
