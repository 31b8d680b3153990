namespace DonatelloAI.Grains.Providers;

/// <summary>What is done to the bytes of a picture.</summary>
public interface IPictureTools
{
    /// <summary>Longest edge of a thumbnail in pixels.</summary>
    const int ThumbnailEdge = 512;

    /// <summary>True when the bytes begin as a picture does from which a thumbnail can be made.</summary>
    bool CanShrink(ReadOnlyMemory<byte> image);

    /// <summary>A JPEG of at most <see cref="ThumbnailEdge"/> pixels an edge; null when the bytes cannot be read as a picture.</summary>
    Task<ReadOnlyMemory<byte>?> Thumbnail(ReadOnlyMemory<byte> image, CancellationToken cancellationToken);
}
