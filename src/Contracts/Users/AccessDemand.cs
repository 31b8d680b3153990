namespace DonatelloAI.Contracts.Users;

/// <summary>What a route demands of whoever calls it. Pure; silos decide by it, and front ends where a silo of an earlier version did not.</summary>
/// <param name="Role">The least role.</param>
/// <param name="Scope">What the credential must allow; none for nothing.</param>
/// <param name="WithoutSecondFactor">True where a session without a second factor is let in even after its owner's time to set one up.</param>
[GenerateSerializer, Immutable, Alias("donatello.AccessDemand")]
public sealed record AccessDemand(
    [property: Id(0)] UserRole Role,
    [property: Id(1)] KeyScopes Scope = KeyScopes.None,
    [property: Id(2)] bool WithoutSecondFactor = false)
{
    /// <summary>Why a caller with a good credential does not meet it; null when they do.</summary>
    public AccessDenied? Refusal(Authenticated known) =>
        known.Caller.Role < Role ? new AccessDenied(AccessDenial.InsufficientRole, Caller: known.Caller)
        : !known.Caller.Scopes.HasFlag(Scope) ? new AccessDenied(AccessDenial.InsufficientScope, Caller: known.Caller)
        : known.MfaDueSince is { } deadline && !WithoutSecondFactor ? new AccessDenied(AccessDenial.SecondFactorMissing, deadline, known.Caller)
        : null;
}
