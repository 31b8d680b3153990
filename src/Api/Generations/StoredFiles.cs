using DonatelloAI.Api.Problems;
using DonatelloAI.Contracts.Generations;

namespace DonatelloAI.Api.Generations;

/// <summary>Opens what lies in the image store for those who may see it; a thumbnail is made when it is looked at first.</summary>
internal sealed class StoredFiles(IImageStore images, IGrainFactory grains)
{
    /// <summary>The opened file, which the caller closes, or why there is none.</summary>
    public async Task<(StoredImage? File, Problem? Problem)> Open(ImageName name, CancellationToken gone)
    {
        if (await images.OpenRead(name, gone) is { } stored)
        {
            return (stored, null);
        }

        if (name.Part != ImagePart.Thumbnail)
        {
            return (null, Removed());
        }

        var reply = await grains.GetGrain<IPictureGrain>(0).MakeThumbnail(name.ToString());
        if (reply == ThumbnailReply.Made && await images.OpenRead(name, gone) is { } made)
        {
            return (made, null);
        }

        return (null, reply switch
        {
            ThumbnailReply.Busy => KnownProblems.Unavailable("Too many thumbnails are being made: ask for it again."),
            ThumbnailReply.Unavailable => KnownProblems.Unavailable("The image store does not answer: ask for it again."),
            ThumbnailReply.Unreadable => NoThumbnail(),
            _ => Removed(),
        });
    }

    /// <summary>What is answered where an image is no picture that could be shrunk.</summary>
    public static Problem NoThumbnail() =>
        KnownProblems.Of(StatusCodes.Status404NotFound, "no_thumbnail", "The image cannot be read as a picture, so there is no small one.");

    /// <summary>What is answered where a file has been.</summary>
    public static Problem Removed() => KnownProblems.Of(StatusCodes.Status410Gone, "image_removed", "The file is not here any more: it was archived or removed.");
}
