using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Api.Access;

/// <summary>A kind of credential. Sources are asked in the order in which they were added; the first that knows the kind decides.</summary>
internal interface ICallerSource
{
    /// <summary>True when the bearer token is of this kind, by its looks.</summary>
    bool Takes(string bearer);

    /// <summary>What a credential is known by once it was accepted: the same for those that follow from one another.</summary>
    string NameOf(string bearer);

    /// <summary>Decides about a request.</summary>
    /// <param name="bearer">Its credential.</param>
    /// <param name="demand">What the route demands.</param>
    Task<AuthenticationReply> Authenticate(string bearer, AccessDemand demand);
}

/// <summary>API keys: shape and checksum here, then one call of the owner's grain. Nothing is remembered, so a revocation holds at once.</summary>
internal sealed class ApiKeyCallers(IGrainFactory grains) : ICallerSource
{
    private const string Brand = "dnt_";

    public bool Takes(string bearer) => bearer.StartsWith(Brand, StringComparison.Ordinal);

    public string NameOf(string bearer) => bearer;

    public Task<AuthenticationReply> Authenticate(string bearer, AccessDemand demand) => ApiKeyToken.TryParse(bearer, out var token)
        ? grains.GetGrain<IUserGrain>(token.UserId).Authenticate(new ApiKeyCredential(bearer), demand)
        : Task.FromResult<AuthenticationReply>(new AuthenticationRefused(AuthenticationRefusal.InvalidApiKey));
}
