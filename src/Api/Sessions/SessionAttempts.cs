using System.Net;
using DonatelloAI.Api.Access;
using DonatelloAI.Api.Admission;
using DonatelloAI.Api.Limits;
using DonatelloAI.Api.Problems;
using DonatelloAI.Contracts.Sessions;
using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Api.Sessions;

/// <summary>
/// Sign-ins and renewals come without a credential that lets anybody in, so their tokens are counted here as other credentials are: too many wrong ones from
/// an address are refused without a look, and all of them are told to the audit log together.
/// </summary>
internal sealed class SessionAttempts(ApiOptions options, FailedAttempts attempts, FailureTally tally, AdmissionInstruments instruments)
{
    /// <summary>What a sign-in is known by: nobody's is known before it was looked at.</summary>
    private const string SignIn = "";

    /// <summary>Asks a silo to open a session, unless too many wrong tokens came from the address.</summary>
    public Task<SessionAttempt> Open(HttpContext context, Func<Task<SessionReply>> ask) => Ask(context, SignIn, ask);

    /// <summary>Asks a silo to renew a session, unless too many wrong tokens came from the address and this session's were not accepted from there lately.</summary>
    /// <param name="context">The request.</param>
    /// <param name="sessionId">The session that the token names; null where it is no token.</param>
    /// <param name="ask">Asks.</param>
    public Task<SessionAttempt> Renew(HttpContext context, Guid? sessionId, Func<Task<SessionReply>> ask) =>
        Ask(context, sessionId is { } id ? SessionCallers.NameOf(id) : SignIn, ask);

    private async Task<SessionAttempt> Ask(HttpContext context, string name, Func<Task<SessionReply>> ask)
    {
        var address = ClientAddress.Of(options.TrustedProxies.AddressOf(context));
        if (attempts.Wait(address, name) is { } wait)
        {
            tally.Count(null, null, address);
            instruments.Refused(AdmissionRefusal.FailedAttempts);
            return new SessionAttempt(null, KnownProblems.TooManyFailedAttempts(wait));
        }

        var reply = await ask();
        Note(reply, address);
        return reply is SessionOpened opened ? new SessionAttempt(opened, null) : new SessionAttempt(null, reply.ToProblem());
    }

    private void Note(SessionReply reply, IPAddress address)
    {
        switch (reply)
        {
            case SessionOpened opened:
                attempts.Accept(address, SessionCallers.NameOf(opened.Session.Id));
                break;
            case SessionRefused refused when SessionRefusals.CountedAs(refused.Reason) is { } reason:
                tally.Count(refused.OrganizationId, reason, address);
                if (IsWrong(reason))
                {
                    attempts.Fail(address);
                }

                break;
        }
    }

    /// <summary>True for tokens that are none, or none any more; their owner's standing is another matter.</summary>
    private static bool IsWrong(AuthenticationRefusal reason) => reason is
        AuthenticationRefusal.InvalidIdentityToken or AuthenticationRefusal.TenantNotBound or AuthenticationRefusal.InvalidRefreshToken or AuthenticationRefusal.SessionEnded;
}

/// <summary>What became of a sign-in or a renewal.</summary>
/// <param name="Opened">The session; null where there is none.</param>
/// <param name="Problem">Why there is none; null where there is one.</param>
internal sealed record SessionAttempt(SessionOpened? Opened, Problem? Problem);
