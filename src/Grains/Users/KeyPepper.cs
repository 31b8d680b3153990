namespace DonatelloAI.Grains.Users;

/// <summary>The secret under which API keys are hashed. It never leaves the silo.</summary>
/// <param name="secret">At least <see cref="MinBytes"/> bytes, the same on every silo.</param>
public sealed class KeyPepper(byte[] secret)
{
    /// <summary>Shortest pepper that is accepted, in bytes.</summary>
    public const int MinBytes = 32;

    private readonly byte[] _secret = secret.Length >= MinBytes
        ? secret
        : throw new ArgumentException($"The pepper needs at least {MinBytes} bytes.", nameof(secret));

    /// <summary>The secret.</summary>
    public ReadOnlySpan<byte> Secret => _secret;
}
