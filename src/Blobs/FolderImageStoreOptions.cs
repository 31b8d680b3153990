namespace DonatelloAI.Blobs;

/// <summary>Where and how much a <see cref="FolderImageStore"/> stores.</summary>
public sealed class FolderImageStoreOptions
{
    /// <summary>The folder; created when missing. One file system holds all of it.</summary>
    public required string Root { get; init; }

    /// <summary>Largest image in bytes; 64 MiB unless told otherwise, which holds a 16-bit RGBA image of 2,896² uncompressed.</summary>
    public int MaxImageBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>
    /// Age in minutes at which an unfinished write counts as left behind by a crash; 60 unless told otherwise, far above the
    /// time that any write takes.
    /// </summary>
    public int LeftoverAgeMinutes { get; init; } = 60;
}
