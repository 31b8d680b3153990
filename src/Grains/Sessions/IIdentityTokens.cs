namespace DonatelloAI.Grains.Sessions;

/// <summary>Reads and checks ID tokens of OpenID Connect providers.</summary>
public interface IIdentityTokens
{
    /// <summary>Whom a token says it comes from, believed by nobody yet; null when it is no token.</summary>
    IdentitySource? Peek(string idToken);

    /// <summary>Checks a token against the provider of a binding: its signature, issuer, tenant, audience and time.</summary>
    /// <param name="idToken">The token.</param>
    /// <param name="binding">The provider, as an operator has bound it.</param>
    Task<IdentityVerdict> Check(string idToken, IssuerBinding binding);
}

/// <summary>Where a token comes from.</summary>
/// <param name="Issuer">Its <c>iss</c>.</param>
/// <param name="TenantId">Its <c>tid</c>; empty for none.</param>
public sealed record IdentitySource(string Issuer, string TenantId);

/// <summary>An organisation's identity provider.</summary>
/// <param name="OrganizationId">The organisation.</param>
/// <param name="Issuer">The provider, as its tokens name it in <c>iss</c>.</param>
/// <param name="TenantId">The tenant, as its tokens name it in <c>tid</c>; empty for a provider whose tokens name none.</param>
/// <param name="Audience">The client id that its tokens are issued for.</param>
public sealed record IssuerBinding(Guid OrganizationId, string Issuer, string TenantId, string Audience);

/// <summary>What a check finds.</summary>
public abstract record IdentityVerdict;

/// <summary>The provider vouches for somebody. Texts are personal and never logged.</summary>
public sealed record IdentityProven : IdentityVerdict
{
    /// <summary>Longest subject that is accepted, in ASCII characters.</summary>
    public const int MaxSubjectLength = 255;

    /// <summary>The person at the provider: <c>oid</c>, or <c>sub</c> where there is none.</summary>
    public required string Subject { get; init; }

    /// <summary>Mail address; null when the token names none.</summary>
    public string? Email { get; init; }

    /// <summary>Name to show; null when the token names none.</summary>
    public string? DisplayName { get; init; }

    /// <summary>True when the sign-in proved a second factor.</summary>
    public required bool SecondFactor { get; init; }

    /// <summary>Says nothing of the person.</summary>
    public override string ToString() => nameof(IdentityProven);
}

/// <summary>The token is not accepted.</summary>
/// <param name="Detail">Why, for the log: names no person and quotes no token.</param>
public sealed record IdentityRejected(string Detail) : IdentityVerdict;

/// <summary>The provider's keys cannot be read.</summary>
/// <param name="Detail">Why, for the log.</param>
public sealed record IdentityUnavailable(string Detail) : IdentityVerdict;
