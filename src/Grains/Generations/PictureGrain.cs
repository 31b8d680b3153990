using DonatelloAI.Contracts.Generations;
using Orleans.Concurrency;

namespace DonatelloAI.Grains.Generations;

/// <summary>The cluster's way to <see cref="Thumbnails"/>: on the silo that took the call, reentrant because decoding takes its time.</summary>
[StatelessWorker(1), Reentrant]
public sealed class PictureGrain(Thumbnails thumbnails) : Grain, IPictureGrain
{
    /// <inheritdoc/>
    public async Task<ThumbnailReply> MakeThumbnail(string thumbnail) =>
        ImageName.TryParse(thumbnail, out var name) && name.Part == ImagePart.Thumbnail ? await thumbnails.Make(name) : ThumbnailReply.NoImage;
}
