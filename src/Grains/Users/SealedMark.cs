namespace DonatelloAI.Grains.Users;

/// <summary>What lies where a sealed text was, or would have been.</summary>
public static class SealedMark
{
    /// <summary>Stands for a text of a person who was erased; opens as <see cref="OpenResult.Erased"/>.</summary>
    public const string Erased = "s1.0.";
}
