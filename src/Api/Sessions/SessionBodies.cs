using DonatelloAI.Contracts.Sessions;

namespace DonatelloAI.Api.Sessions;

/// <summary>A sign-in.</summary>
internal sealed record SignInBody
{
    /// <summary>The ID token that the identity provider of your organisation has issued for this installation.</summary>
    public required string IdToken { get; init; }

    /// <summary>Leaves the token out.</summary>
    public override string ToString() => nameof(SignInBody);
}

/// <summary>A renewal.</summary>
internal sealed record RefreshBody
{
    /// <summary>The refresh token of the last answer.</summary>
    public required string RefreshToken { get; init; }

    /// <summary>Leaves the token out.</summary>
    public override string ToString() => nameof(RefreshBody);
}

/// <summary>An open session with its tokens.</summary>
internal sealed record TokensAnswer
{
    /// <summary>Send it as Authorization: Bearer; good for expires_in seconds.</summary>
    public required string AccessToken { get; init; }

    /// <summary>Always Bearer.</summary>
    public string TokenType { get; init; } = "Bearer";

    /// <summary>Seconds for which the access token is good.</summary>
    public required int ExpiresIn { get; init; }

    /// <summary>Renews the session, once: the answer brings another one.</summary>
    public required string RefreshToken { get; init; }

    /// <summary>The session.</summary>
    public required SessionAnswer Session { get; init; }

    public static TokensAnswer Of(SessionOpened opened) => new()
    {
        AccessToken = opened.AccessToken,
        ExpiresIn = opened.ExpiresInSeconds,
        RefreshToken = opened.RefreshToken,
        Session = SessionAnswer.Of(opened.Session),
    };

    /// <summary>Leaves the tokens out.</summary>
    public override string ToString() => nameof(TokensAnswer);
}

/// <summary>A session.</summary>
internal sealed record SessionAnswer
{
    /// <summary>The session.</summary>
    public required Guid Id { get; init; }

    /// <summary>The person.</summary>
    public required Guid UserId { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends unless renewed; when it ended, once revoked.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Last renewal.</summary>
    public required DateTimeOffset LastUsedAt { get; init; }

    /// <summary>True when its sign-in proved a second factor.</summary>
    public required bool SecondFactor { get; init; }

    /// <summary>When it was ended before its time.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Why: signed_out, ended_by_administrator, refresh_token_reused or too_many_sessions.</summary>
    public string? RevokedReason { get; init; }

    /// <summary>The program that it was opened from, as it names itself; in lists.</summary>
    public string? UserAgent { get; init; }

    /// <summary>The address that it was opened from; in lists.</summary>
    public string? IpAddress { get; init; }

    public static SessionAnswer Of(SessionView session) => new()
    {
        Id = session.Id,
        UserId = session.UserId,
        CreatedAt = session.CreatedAt,
        ExpiresAt = session.ExpiresAt,
        LastUsedAt = session.LastUsedAt,
        SecondFactor = session.SecondFactor,
        RevokedAt = session.RevokedAt,
        RevokedReason = session.RevokedReason,
        UserAgent = session.Device?.UserAgent,
        IpAddress = session.Device?.IpAddress,
    };
}

/// <summary>How many sessions were ended.</summary>
/// <param name="Ended">How many.</param>
internal sealed record EndedAnswer(int Ended);
