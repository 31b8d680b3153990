namespace DonatelloAI.Grains;

/// <summary>The clock by which the domain decides; apart from Orleans' own, which a test cannot stop.</summary>
public static class DomainClock
{
    /// <summary>Key of its <see cref="TimeProvider"/> among the services.</summary>
    public const string Key = "domain";
}
