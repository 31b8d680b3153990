using DonatelloAI.Contracts.Generations;

namespace DonatelloAI.Grains.Generations;

/// <summary>Takes the files of a deleted generation out of the image store. May be repeated.</summary>
internal static class PictureRemoval
{
    // The image first: it is what a link shows.
    private static readonly ImagePart[] Parts = [ImagePart.Image, ImagePart.Thumbnail, ImagePart.Metadata];

    /// <summary>Removes what each attempt left. One whose outcome nobody knows yet has none, or one that has just come and says what it cost.</summary>
    public static async Task Remove(IImageStore images, GenerationRecord record)
    {
        foreach (var attempt in record.Attempts.Where(static attempt => attempt.State != AttemptState.Unknown))
        {
            foreach (var part in Parts)
            {
                await images.Delete(new ImageName(record.OrganizationId, record.Id, attempt.AttemptNo, part));
            }
        }
    }
}
