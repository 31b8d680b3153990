namespace DonatelloAI.Contracts.Limits;

/// <summary>How a caller stands with one of the rates that bind them.</summary>
/// <param name="Policy">Which rate.</param>
/// <param name="Quota">Requests that it allows in <see cref="RateWindow.Seconds"/> seconds.</param>
/// <param name="Remaining">How many of them are left; of an organisation's, as far as the silo was told.</param>
/// <param name="ResetSeconds">Seconds until more are left than now; at least 1 where none is.</param>
[GenerateSerializer, Immutable, Alias("donatello.RateState")]
public sealed record RateState(
    [property: Id(0)] RatePolicy Policy,
    [property: Id(1)] int Quota,
    [property: Id(2)] int Remaining,
    [property: Id(3)] int ResetSeconds);

/// <summary>The rates that bind a request.</summary>
[GenerateSerializer, Alias("donatello.RatePolicy")]
public enum RatePolicy
{
    /// <summary>A person's, with all keys and sessions of theirs.</summary>
    User = 0,

    /// <summary>An API key's own.</summary>
    Key = 1,

    /// <summary>An organisation's, with all of its people.</summary>
    Organization = 2,
}
