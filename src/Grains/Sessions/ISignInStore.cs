using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Budgets;

namespace DonatelloAI.Grains.Sessions;

/// <summary>What a sign-in reads and writes of organisations and people.</summary>
public interface ISignInStore
{
    /// <summary>The binding of an issuer and tenant; null when no organisation is bound to them.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    Task<IssuerBinding?> FindBinding(IdentitySource source);

    /// <summary>The person whom an organisation's provider means by a subject; null when there is none.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    Task<SignInPerson?> FindPerson(Guid organizationId, string subject);

    /// <summary>True when a person of this id was erased.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    Task<bool> IsErased(Guid userId);

    /// <summary>True while an organisation is active.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    Task<bool> IsActive(Guid organizationId);

    /// <summary>Adds a person; <see cref="CommitResult.KeyExists"/> when the id, the subject or the mail address is taken. Never throws for what a database does.</summary>
    Task<CommitOutcome> AddPerson(NewPerson person);

    /// <summary>Writes when a person signed in, and that a second factor was proven. Never throws for what a database does.</summary>
    Task<CommitOutcome> MarkSignIn(Guid userId, DateTimeOffset at, bool secondFactor);
}

/// <summary>A person who signs in.</summary>
/// <param name="Id">The person.</param>
/// <param name="Refusal">Why they may not come in; null when they may.</param>
public sealed record SignInPerson(Guid Id, AuthenticationRefusal? Refusal);

/// <summary>A person whom a first sign-in makes: standard_user, without a department.</summary>
public sealed record NewPerson
{
    /// <summary>The person.</summary>
    public required Guid Id { get; init; }

    /// <summary>The organisation that is bound to the provider.</summary>
    public required Guid OrganizationId { get; init; }

    /// <summary>The person at the provider.</summary>
    public required string Subject { get; init; }

    /// <summary>Mail address in clear, for its blind index.</summary>
    public required string Email { get; init; }

    /// <summary>Mail address, sealed under the person's key.</summary>
    public required string SealedEmail { get; init; }

    /// <summary>Name to show, sealed under the person's key; null for none.</summary>
    public string? SealedDisplayName { get; init; }

    /// <summary>True when the sign-in proved a second factor.</summary>
    public required bool SecondFactor { get; init; }

    /// <summary>When the account is made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Says nothing of the person but the id.</summary>
    public override string ToString() => $"{nameof(NewPerson)} {Id}";
}
