using DonatelloAI.Contracts.Sessions;

namespace DonatelloAI.Contracts.Users;

/// <summary>
/// A person with their API keys, hot: the front end asks it about every credential. Its key is the person's id; an id that
/// nobody has activates nothing that stays.
/// </summary>
[Alias("donatello.IUserGrain")]
public interface IUserGrain : IGrainWithGuidKey
{
    /// <summary>
    /// Decides about a request by its key: the credential, the owner's standing, what the route demands, then the rates. What was revoked
    /// through this grain is refused from the next call on.
    /// </summary>
    /// <param name="credential">The key.</param>
    /// <param name="demand">What the route demands; null from a front end of an earlier version, which looks by itself and knows no rates.</param>
    /// <exception cref="StorageUnavailableException">The person is not in memory and cannot be read.</exception>
    [Alias("Authenticate")]
    Task<AuthenticationReply> Authenticate(ApiKeyCredential credential, AccessDemand? demand);

    /// <summary>
    /// Decides about a visit by a key that was accepted before, as the rows are at this moment. It counts for no rate: a page asks for many things.
    /// </summary>
    /// <param name="keyId">The key.</param>
    /// <param name="demand">What is demanded; null from a front end of an earlier version, which looks by itself.</param>
    /// <exception cref="StorageUnavailableException">The person cannot be read.</exception>
    [Alias("Recognize")]
    Task<AuthenticationReply> Recognize(Guid keyId, AccessDemand? demand);

    /// <summary>
    /// Decides about a request by its access token, as <see cref="Authenticate"/> does by a key. A session that has ended is refused from the
    /// next call on.
    /// </summary>
    /// <param name="credential">What the token says.</param>
    /// <param name="demand">What the route demands; null from a front end of an earlier version, which looks by itself and knows no rates.</param>
    /// <exception cref="StorageUnavailableException">The person is not in memory and cannot be read.</exception>
    [Alias("AuthenticateSession")]
    Task<AuthenticationReply> AuthenticateSession(AccessCredential credential, AccessDemand? demand);

    /// <summary>Reads the person's sessions again before the next access token is decided about; called once a session has ended.</summary>
    [Alias("ForgetSessions")]
    Task ForgetSessions();

    /// <summary>The person as they see themselves; null when there is no such person.</summary>
    /// <exception cref="StorageUnavailableException">The person is not in memory and cannot be read.</exception>
    [Alias("Profile")]
    Task<UserProfile?> Profile();

    /// <summary>A page of the person's keys, newest first, revoked ones too.</summary>
    /// <param name="limit">Rows wanted.</param>
    /// <param name="after">Where the previous page ended; null for the first.</param>
    /// <exception cref="StorageUnavailableException">The person is not in memory and cannot be read.</exception>
    [Alias("ListKeys")]
    Task<ApiKeyPage> ListKeys(int limit, ApiKeyCursor? after);

    /// <summary>Makes a key; the secret is in the answer and nowhere else. Once per <see cref="CreateApiKey.KeyId"/>.</summary>
    [Alias("CreateKey")]
    Task<ApiKeyReply> CreateKey(CreateApiKey request);

    /// <summary>Ends a key for good; the next request with it is refused. May be repeated.</summary>
    [Alias("RevokeKey")]
    Task<ApiKeyReply> RevokeKey(Guid keyId);

    /// <summary>Drops what is in memory of the person: the next call reads the rows. For whoever has changed them.</summary>
    [Alias("Forget")]
    Task Forget();
}
