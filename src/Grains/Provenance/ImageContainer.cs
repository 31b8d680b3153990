namespace DonatelloAI.Grains.Provenance;

/// <summary>What was found in the container of an image that is whole.</summary>
internal abstract record ImageContainer
{
    /// <summary>Where a packet lies; null where there is none.</summary>
    public XmpPlace? Xmp { get; init; }

    /// <summary>True when a C2PA manifest lies in it.</summary>
    public bool HasManifest { get; init; }

    /// <summary>The image with a packet in the place of its own; null where the container takes none of that length.</summary>
    public abstract byte[]? Write(ReadOnlySpan<byte> image, ReadOnlySpan<byte> packet);

    /// <summary>The image with other bytes in the place of a range, which may be empty.</summary>
    private protected static byte[] Splice(ReadOnlySpan<byte> image, Range replaced, ReadOnlySpan<byte> by)
    {
        var (at, length) = replaced.GetOffsetAndLength(image.Length);
        var spliced = new byte[image.Length - length + by.Length];
        image[..at].CopyTo(spliced);
        by.CopyTo(spliced.AsSpan(at));
        image[(at + length)..].CopyTo(spliced.AsSpan(at + by.Length));
        return spliced;
    }
}

/// <summary>A packet in its container.</summary>
/// <param name="Frame">The segment or chunk that holds it, with its header and checksum.</param>
/// <param name="Data">The packet alone.</param>
/// <param name="IsDeflated">True where it lies compressed, as zlib does it.</param>
internal sealed record XmpPlace(Range Frame, Range Data, bool IsDeflated = false);
