namespace DonatelloAI.Grains.Sessions;

/// <summary>The bounds of sessions and their tokens.</summary>
public static class SessionLimits
{
    /// <summary>Sessions of one person that are open at once; one more ends the one that was used longest ago.</summary>
    public const int MaxOpen = 50;

    /// <summary>Replacements of a refresh token, counted from the newest one, within which an old token is recognised: a week of renewals every ten minutes.</summary>
    public const int MaxRecognised = 1_000;

    /// <summary>How long an access token is good: ten minutes.</summary>
    public static readonly TimeSpan AccessTime = TimeSpan.FromMinutes(10);

    /// <summary>How long a refresh token that was replaced gets the same successor again: ten seconds, for an answer that was lost.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    /// <summary>How long a session lasts without being renewed: 30 days.</summary>
    public static readonly TimeSpan IdleTime = TimeSpan.FromDays(30);

    /// <summary>How long a session lasts however often it is renewed: 90 days from its sign-in.</summary>
    public static readonly TimeSpan WholeTime = TimeSpan.FromDays(90);

    /// <summary>How long the row of a session is kept after its end: 30 days.</summary>
    public static readonly TimeSpan KeepTime = TimeSpan.FromDays(30);

    /// <summary>Until when a person may go without a second factor: seven days after the account was made.</summary>
    public static readonly TimeSpan SecondFactorGrace = TimeSpan.FromDays(7);

    /// <summary>When a session that is used now ends.</summary>
    /// <param name="createdAt">When it began.</param>
    /// <param name="now">The moment.</param>
    public static DateTimeOffset ExpiryOf(DateTimeOffset createdAt, DateTimeOffset now) =>
        now + IdleTime is var idle && createdAt + WholeTime is var whole && idle < whole ? idle : whole;
}
