using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace DonatelloAI.Providers.Canvas;

/// <summary>Pseudo-random numbers that are the same on every machine and in every version of .NET (SplitMix64).</summary>
internal sealed class Dice(ulong state)
{
    private ulong _state = state;

    /// <summary>Dice for texts and a seed; the same texts and seed throw the same numbers.</summary>
    public static Dice For(long seed, params ReadOnlySpan<string?> texts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(BitConverter.GetBytes(seed));
        foreach (var text in texts)
        {
            // The separator keeps ("ab", "c") apart from ("a", "bc").
            hash.AppendData(Encoding.UTF8.GetBytes(text ?? ""));
            hash.AppendData([0xFF]);
        }

        return new Dice(BitConverter.ToUInt64(hash.GetHashAndReset()));
    }

    /// <summary>0 up to, but not, 1.</summary>
    public float Next() => (Draw() >> 40) * (1f / (1 << 24));

    /// <summary>A number between two.</summary>
    public float Between(float low, float high) => low + ((high - low) * Next());

    /// <summary>A whole number from zero, below <paramref name="count"/>.</summary>
    public int Below(int count) => (int)(Next() * count);

    /// <summary>True with this chance.</summary>
    public bool Chance(float chance) => Next() < chance;

    /// <summary>One of several.</summary>
    public T Pick<T>(params ReadOnlySpan<T> choices) => choices[Below(choices.Length)];

    private ulong Draw()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}

/// <summary>Colours as vectors of red, green and blue, each 0 to 255.</summary>
internal static class Colour
{
    /// <summary>A colour from its hexadecimal number, such as <c>0xFF8800</c>.</summary>
    public static Vector3 Of(int hex) => new((hex >> 16) & 255, (hex >> 8) & 255, hex & 255);

    /// <summary>How bright it looks, 0 to 255.</summary>
    public static float Luminance(Vector3 colour) => Vector3.Dot(colour, new Vector3(0.299f, 0.587f, 0.114f));
}
