namespace DonatelloAI.Contracts.Sessions;

/// <summary>Opens sessions for people whom an identity provider vouches for. Stateless; its key is 0.</summary>
[Alias("donatello.ISignInGrain")]
public interface ISignInGrain : IGrainWithIntegerKey
{
    /// <summary>Checks the provider's token, finds or makes the person, and opens a session. May be repeated with the same ids.</summary>
    /// <remarks>
    /// It has 25 seconds, because it may wait for two documents of the provider, which has 5 seconds for each by default, behind another sign-in that waits
    /// for the same two. To ask again meanwhile would only make more of them wait.
    /// </remarks>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    [Alias("SignIn"), ResponseTimeout("00:00:25")]
    Task<SessionReply> SignIn(SignIn request);
}

/// <summary>An identity provider's ID token, and the session to open for it.</summary>
[GenerateSerializer, Immutable, Alias("donatello.SignIn")]
public sealed record SignIn
{
    /// <summary>Longest ID token that is looked at, in characters.</summary>
    public const int MaxTokenLength = 16_384;

    /// <summary>The session's id, made by the front end.</summary>
    [Id(0)] public required Guid SessionId { get; init; }

    /// <summary>Random text of the front end: see <see cref="OpenSession.Opening"/>.</summary>
    [Id(1)] public required string Opening { get; init; }

    /// <summary>The ID token; never stored, never logged.</summary>
    [Id(2)] public required string IdToken { get; init; }

    /// <summary>What the session is opened from.</summary>
    [Id(3)] public required SessionDevice Device { get; init; }

    /// <summary>Names the session and leaves the token out.</summary>
    public override string ToString() => $"{nameof(SignIn)} {SessionId}";
}
