using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Sessions;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Users;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace DonatelloAI.Grains.Sessions;

/// <summary>
/// Turns an identity provider's word into a session. Issuer and tenant choose the organisation, and the provider's id of the person chooses
/// the account; mail addresses and domains choose nothing.
/// </summary>
[StatelessWorker, Reentrant]
public sealed partial class SignInGrain(
    IIdentityTokens identities,
    ISignInStore store,
    IPersonalSealer sealer,
    [FromKeyedServices(DomainClock.Key)] TimeProvider time,
    ILogger<SignInGrain> logger) : Grain, ISignInGrain
{
    /// <inheritdoc/>
    public async Task<SessionReply> SignIn(SignIn request)
    {
        if (request.IdToken.Length > Contracts.Sessions.SignIn.MaxTokenLength || identities.Peek(request.IdToken) is not { } source)
        {
            return SessionReplies.Refused(SessionRefusal.InvalidIdentityToken);
        }

        return await store.FindBinding(source) is { } binding
            ? Of(binding, await SignIn(request, binding))
            : SessionReplies.Refused(SessionRefusal.TenantNotBound);
    }

    private static SessionReply Of(IssuerBinding binding, SessionReply reply) =>
        reply is SessionRefused refused ? refused with { OrganizationId = binding.OrganizationId } : reply;

    private async Task<SessionReply> SignIn(SignIn request, IssuerBinding binding)
    {
        switch (await identities.Check(request.IdToken, binding))
        {
            case IdentityProven identity:
                return await Enter(request, binding, identity);
            case IdentityUnavailable unavailable:
                LogProviderUnavailable(binding.OrganizationId, unavailable.Detail);
                return new SessionUnavailable("The identity provider does not answer at the moment. Repeat the request later.");
            case IdentityRejected rejected:
                LogRejected(binding.OrganizationId, rejected.Detail);
                return SessionReplies.Refused(SessionRefusal.InvalidIdentityToken);
            case var other:
                throw new InvalidOperationException($"{other.GetType().Name} is no verdict.");
        }
    }

    private async Task<SessionReply> Enter(SignIn request, IssuerBinding binding, IdentityProven identity)
    {
        var person = await store.FindPerson(binding.OrganizationId, identity.Subject);
        if (person is null && await Add(binding, identity) is { } refused)
        {
            return refused;
        }

        person ??= await store.FindPerson(binding.OrganizationId, identity.Subject);
        return person is null ? SessionReplies.Unavailable()
            : person.Refusal is { } refusal ? SessionReplies.Refused(SessionRefusals.Of(refusal))
            : await Open(request, identity, person.Id);
    }

    private async Task<SessionReply> Open(SignIn request, IdentityProven identity, Guid userId)
    {
        var marked = await store.MarkSignIn(userId, time.GetUtcNow(), identity.SecondFactor);
        if (marked.Result != CommitResult.Committed)
        {
            LogNotCommitted(userId, marked.Result, marked.Detail);
            return SessionReplies.Unavailable();
        }

        return await GrainFactory.GetGrain<ISessionGrain>(request.SessionId).Open(new OpenSession
        {
            UserId = userId,
            Opening = request.Opening,
            SecondFactor = identity.SecondFactor,
            Device = request.Device,
        });
    }

    /// <summary>Makes the account of a first sign-in; null when it is there, whoever made it.</summary>
    private async Task<SessionReply?> Add(IssuerBinding binding, IdentityProven identity)
    {
        if (!await store.IsActive(binding.OrganizationId))
        {
            return SessionReplies.Refused(SessionRefusal.OrganizationInactive);
        }

        if (identity.Email is not { } email)
        {
            return SessionReplies.Refused(SessionRefusal.IdentityIncomplete);
        }

        var draft = await Draft(binding.OrganizationId, identity, email);
        var outcome = await store.AddPerson(draft);
        switch (outcome.Result)
        {
            case CommitResult.Committed:
                return null;
            case CommitResult.KeyExists:
                // Another sign-in of the same person was faster, or the address is somebody else's.
                return await store.FindPerson(binding.OrganizationId, identity.Subject) is null ? SessionReplies.Refused(SessionRefusal.EmailInUse) : null;
            default:
                LogNotCommitted(draft.Id, outcome.Result, outcome.Detail);
                return SessionReplies.Unavailable();
        }
    }

    private async Task<NewPerson> Draft(Guid organizationId, IdentityProven identity, string email)
    {
        var id = await FreeId(organizationId, identity.Subject);
        return new NewPerson
        {
            Id = id,
            OrganizationId = organizationId,
            Subject = identity.Subject,
            Email = email,
            SealedEmail = await sealer.Seal(id, organizationId, SealedField.Email, id, email),
            SealedDisplayName = identity.DisplayName is { } name ? await sealer.Seal(id, organizationId, SealedField.DisplayName, id, name) : null,
            SecondFactor = identity.SecondFactor,
            CreatedAt = time.GetUtcNow(),
        };
    }

    /// <summary>The id that sign-ins at the same time agree on; never that of a person who was erased, for whom nothing is sealed any more.</summary>
    private async Task<Guid> FreeId(Guid organizationId, string subject)
    {
        var erasures = 0;
        while (await store.IsErased(DerivedId.Person(organizationId, subject, erasures)))
        {
            erasures++;
        }

        return DerivedId.Person(organizationId, subject, erasures);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "An ID token for organisation {OrganizationId} was refused: {Detail}")]
    private partial void LogRejected(Guid organizationId, string detail);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The identity provider of organisation {OrganizationId} cannot be used: {Detail}")]
    private partial void LogProviderUnavailable(Guid organizationId, string detail);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A sign-in of user {UserId} was not committed ({Result}): {Detail}")]
    private partial void LogNotCommitted(Guid userId, CommitResult result, string detail);
}
