namespace DonatelloAI.Contracts.Generations;

/// <summary>Works on pictures in the image store, next to no state; the key is any number.</summary>
[Alias("donatello.IPictureGrain")]
public interface IPictureGrain : IGrainWithIntegerKey
{
    /// <summary>Makes the thumbnail of an image and stores it; whoever asks may see the image.</summary>
    /// <param name="thumbnail">Text of the thumbnail's <see cref="ImageName"/>.</param>
    [Alias("MakeThumbnail")]
    Task<ThumbnailReply> MakeThumbnail(string thumbnail);
}

/// <summary>What became of a thumbnail.</summary>
public enum ThumbnailReply
{
    /// <summary>It lies in the store.</summary>
    Made = 0,

    /// <summary>There is no image to make it from.</summary>
    NoImage = 1,

    /// <summary>The image cannot be read as a picture.</summary>
    Unreadable = 2,

    /// <summary>Too many are being made; asking again later is safe.</summary>
    Busy = 3,

    /// <summary>The image store does not answer; asking again later is safe.</summary>
    Unavailable = 4,
}
