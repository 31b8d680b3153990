namespace DonatelloAI.Grains.Safety;

/// <summary>Somebody who is asked what a text or an image holds: one adapter a service. Whatever service or network do becomes an answer.</summary>
public interface IContentChecker
{
    /// <summary>Its name, for logs and figures.</summary>
    string Name { get; }

    /// <summary>What a text holds; it is in clear, and must reach no log.</summary>
    /// <param name="text">The text, not empty.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<CheckAnswer> CheckText(string text, CancellationToken cancellationToken);

    /// <summary>What an image holds.</summary>
    /// <param name="image">A JPEG of at most <see cref="Providers.IPictureTools.ThumbnailEdge"/> pixels an edge.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<CheckAnswer> CheckImage(ReadOnlyMemory<byte> image, CancellationToken cancellationToken);
}

/// <summary>What a checker answered.</summary>
public abstract record CheckAnswer
{
    private protected CheckAnswer()
    {
    }
}

/// <summary>It looked.</summary>
/// <param name="Findings">What it found; categories with nothing may be left out.</param>
public sealed record Checked(IReadOnlyList<ContentFinding> Findings) : CheckAnswer;

/// <summary>It did not look.</summary>
/// <param name="Reason">Why, in snake_case; goes into logs and figures, so no text of anybody's.</param>
/// <param name="IsSick">True when the next question will probably fare no better.</param>
public sealed record CheckFailed(string Reason, bool IsSick = true) : CheckAnswer;
