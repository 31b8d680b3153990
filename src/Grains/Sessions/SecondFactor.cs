using System.Collections.Frozen;

namespace DonatelloAI.Grains.Sessions;

/// <summary>Whether a sign-in proved a second factor, by the methods that its <c>amr</c> names (RFC 8176). Pure.</summary>
public static class SecondFactor
{
    private static readonly FrozenSet<string> Known = FrozenSet.Create(StringComparer.Ordinal, "pwd", "pin", "kba");

    private static readonly FrozenSet<string> HeldOrInborn = FrozenSet.Create(
        StringComparer.Ordinal, "otp", "hwk", "swk", "sms", "tel", "sc", "pop", "fpt", "face", "iris", "retina", "vbm");

    /// <summary>True for <c>mfa</c>, and for something known together with something held or inborn.</summary>
    public static bool IsIn(IReadOnlyCollection<string> methods) =>
        methods.Contains("mfa", StringComparer.Ordinal) || (methods.Any(Known.Contains) && methods.Any(HeldOrInborn.Contains));
}
