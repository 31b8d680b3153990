namespace DonatelloAI.Grains.Users;

/// <summary>Texts of people that were stored before there was a key to seal them under.</summary>
internal static class PersonalText
{
    private const string Plain = "plain:";

    /// <summary>The text in clear; null when it is sealed.</summary>
    public static string? Open(string? stored) =>
        stored?.StartsWith(Plain, StringComparison.Ordinal) == true ? stored[Plain.Length..] : null;
}
