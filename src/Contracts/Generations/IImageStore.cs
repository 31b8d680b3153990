namespace DonatelloAI.Contracts.Generations;

/// <summary>
/// Where images lie. A write is create-only and atomic: an image becomes visible complete, together with its facts, or not
/// at all, and is never replaced. So whoever finds an image may settle from its facts and need not call the provider again.
/// </summary>
/// <remarks>
/// <para>
/// An image is durable when <see cref="Create"/> returns. A thumbnail and a description can be made again from it, so a loss of
/// power may take them; then they are missing, never half there.
/// </para>
/// <para>
/// An outage of the store throws; then nothing is known about the write, and repeating it is safe: it answers
/// <see cref="ImageWriteResult.AlreadyExists"/> when the first one got through.
/// </para>
/// </remarks>
public interface IImageStore
{
    /// <summary>Stores an image with its facts under a name that nobody has used.</summary>
    /// <param name="name">Generation, attempt and part.</param>
    /// <param name="image">The bytes and what is known about them.</param>
    /// <param name="cancellationToken">Gives up before the image is visible; afterwards it has no effect.</param>
    Task<ImageWriteResult> Create(ImageName name, ImageContent image, CancellationToken cancellationToken = default);

    /// <summary>Opens an image for reading; null when there is none. The caller disposes of it.</summary>
    Task<StoredImage?> OpenRead(ImageName name, CancellationToken cancellationToken = default);

    /// <summary>True when the image is visible.</summary>
    Task<bool> Exists(ImageName name, CancellationToken cancellationToken = default);

    /// <summary>Removes an image and its facts; false when there is none.</summary>
    Task<bool> Delete(ImageName name, CancellationToken cancellationToken = default);
}

/// <summary>How a write ended.</summary>
public enum ImageWriteResult
{
    /// <summary>Stored; an image durably.</summary>
    Created = 0,

    /// <summary>The name is taken; what lies there is unchanged, and its facts count.</summary>
    AlreadyExists = 1,

    /// <summary>The image is larger than the store takes; nothing was written.</summary>
    ImageTooLarge = 2,

    /// <summary>The facts are larger than <see cref="ImageContent.MaxFactsBytes"/>; nothing was written.</summary>
    FactsTooLarge = 3,
}
