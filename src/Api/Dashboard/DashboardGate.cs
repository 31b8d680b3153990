using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Api.Dashboard;

/// <summary>Who may see the operator's dashboard: super_admins, by an API key of theirs. Their grain is asked each time.</summary>
internal sealed class DashboardGate(IGrainFactory grains)
{
    private static readonly AccessDemand Operator = new(UserRole.SuperAdmin);

    /// <summary>Checks a key at the login form.</summary>
    /// <param name="apiKey">What was typed, not looked at yet.</param>
    /// <returns>Who enters; null when the key is unknown, ended or not a super_admin's. Which of them, nobody is told.</returns>
    public async Task<DashboardVisitor?> Enter(string apiKey) =>
        ApiKeyToken.TryParse(apiKey, out var token)
        && await grains.GetGrain<IUserGrain>(token.UserId).Authenticate(new ApiKeyCredential(apiKey), Operator) is Authenticated { Caller.IsSuperAdmin: true }
        && new DashboardVisitor(token.UserId, token.KeyId) is var visitor && await MayStay(visitor)
            ? visitor
            : null;

    /// <summary>Checks at each request that a key which has entered still may, so that revoking it ends the visit.</summary>
    public async Task<bool> MayStay(DashboardVisitor visitor) =>
        await grains.GetGrain<IUserGrain>(visitor.UserId).Recognize(visitor.KeyId, Operator) is Authenticated { Caller.IsSuperAdmin: true };
}

/// <summary>Whoever has entered the dashboard.</summary>
/// <param name="UserId">The key's owner.</param>
/// <param name="KeyId">The key.</param>
internal sealed record DashboardVisitor(Guid UserId, Guid KeyId);
