namespace DonatelloAI.Api.Dashboard;

/// <summary>Who may see the operator's dashboard: super_admins, by an API key of theirs. The host brings it.</summary>
public interface IDashboardGate
{
    /// <summary>Checks a key at the login form.</summary>
    /// <param name="apiKey">What was typed, not looked at yet.</param>
    /// <param name="cancellationToken">Gives up when the visitor has.</param>
    /// <returns>The key's id; null when it is unknown, ended or not a super_admin's. Which of them, nobody is told.</returns>
    Task<Guid?> Enter(string apiKey, CancellationToken cancellationToken);

    /// <summary>Checks at each request that a key which has entered still may, so that revoking it ends the visit.</summary>
    /// <param name="keyId">What <see cref="Enter"/> answered.</param>
    /// <param name="cancellationToken">Gives up when the visitor has.</param>
    Task<bool> MayStay(Guid keyId, CancellationToken cancellationToken);
}
