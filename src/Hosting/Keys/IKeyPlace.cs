using System.Security.Cryptography;

namespace DonatelloAI.Hosting.Keys;

/// <summary>Where secrets of an installation lie, each in versions. One that is announced opens and does not close yet.</summary>
public interface IKeyPlace
{
    /// <summary>The place as an operator knows it.</summary>
    string Name { get; }

    /// <summary>Where what front ends need lies: they may read there, and nowhere else.</summary>
    IKeyPlace Front { get; }

    /// <summary>Where a version of a secret lies, for a message.</summary>
    string NameOf(string name, int version);

    /// <summary>Reads all versions of a secret; null when there is none in use.</summary>
    /// <exception cref="StartRefusedException">One is damaged, or the place cannot be read.</exception>
    VersionedKeys? Load(string name);

    /// <summary>Writes a secret; a version that is there already, in use or not, stays as it is.</summary>
    /// <exception cref="StartRefusedException">The place cannot be written.</exception>
    void Write(string name, int version, ReadOnlySpan<byte> key, bool isNext);

    /// <summary>Puts every announced version of a secret to use.</summary>
    /// <exception cref="StartRefusedException">The place cannot be written.</exception>
    void Promote(string name);
}

/// <summary>What every place does the same way.</summary>
public static class KeyPlaces
{
    /// <summary>Makes a random secret.</summary>
    public static void Make(this IKeyPlace place, string name, int version, bool isNext = false)
    {
        var key = RandomNumberGenerator.GetBytes(KeyFiles.KeyBytes);
        place.Write(name, version, key, isNext);
        CryptographicOperations.ZeroMemory(key);
    }
}
