using System.Text;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Contracts.Provenance;
using DonatelloAI.Grains.Users;
using Microsoft.Extensions.Logging;

namespace DonatelloAI.Grains.Generations;

/// <summary>The files of one attempt in the image store: the image with its facts, and its description.</summary>
internal sealed partial class PictureShelf(GenerationServices services, Guid organizationId, Guid generationId, int attemptNo)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly ILogger _logger = services.Logger;

    /// <summary>Name of the image.</summary>
    public ImageName Image { get; } = new(organizationId, generationId, attemptNo, ImagePart.Image);

    /// <summary>Name that the thumbnail gets once somebody has looked at it.</summary>
    public ImageName Thumbnail { get; } = new(organizationId, generationId, attemptNo, ImagePart.Thumbnail);

    private ImageName Description { get; } = new(organizationId, generationId, attemptNo, ImagePart.Metadata);

    /// <summary>
    /// Stores an image with its facts, and goes on trying while the store is out: the image was paid for. Null when it did not
    /// take it in time or at all. Where an image lies already, that one counts.
    /// </summary>
    public async Task<StoredPicture?> Store(ReadOnlyMemory<byte> image, string contentType, ImageFacts facts, CancellationToken closing)
    {
        using var span = Tracing.Source.StartActivity("store image");
        span?.SetTag("donatello.image.bytes", image.Length);
        var content = new ImageContent(image, contentType, facts.ToJson());
        var giveUpAt = services.Time.GetUtcNow() + TimeSpan.FromSeconds(services.Options.StoreImageSeconds);
        for (var pause = FirstPause; ; pause = pause < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                return await services.Images.Create(Image, content, closing) switch
                {
                    ImageWriteResult.Created => new StoredPicture(image, facts, content.Sha256),
                    ImageWriteResult.AlreadyExists => await Find(closing),
                    _ => null,
                };
            }
            catch (Exception outage) when (outage is not OperationCanceledException)
            {
                LogImageNotStored(outage, generationId, attemptNo);
                if (services.Time.GetUtcNow() >= giveUpAt)
                {
                    return null;
                }
            }

            await Task.Delay(pause, services.Time, closing);
        }
    }

    /// <summary>The image that lies in the store with its facts; null when there is none.</summary>
    public async Task<StoredPicture?> Find(CancellationToken closing)
    {
        await using var stored = await services.Images.OpenRead(Image, closing);
        if (stored is null)
        {
            return null;
        }

        return new StoredPicture(await stored.ReadAll(closing), ImageFacts.Parse(stored.FactsJson), stored.Sha256);
    }

    /// <summary>
    /// Writes the description beside the image. Failing is no reason to keep the image back: whoever asks for a description that
    /// is not there gets it made again.
    /// </summary>
    public async Task Describe(StoredPicture picture, GenerationRecord record, OrderInClear order, CancellationToken closing)
    {
        try
        {
            var json = Encoding.UTF8.GetBytes(DescriptionOf(picture, record, order).ToJson());
            var sealedBytes = await services.Sealer.SealBytes(record.UserId, organizationId, SealedField.MetadataFile, generationId, json);
            await services.Images.Create(Description, new ImageContent(sealedBytes, "application/octet-stream", "{}"), closing);
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            LogNotDescribed(failed, generationId, attemptNo);
        }
    }

    /// <summary>
    /// The description as JSON, made again where a loss of power took it: row and image know all that it says. Null when the
    /// image is gone, or the owner's key.
    /// </summary>
    public async Task<string?> ReadDescription(GenerationRecord record, CancellationToken closing)
    {
        await using var stored = await services.Images.OpenRead(Description, closing);
        if (stored is null)
        {
            return await DescribeAgain(record, closing);
        }

        var opened = await services.Sealer.OpenBytes(record.UserId, SealedField.MetadataFile, generationId, await stored.ReadAll(closing));
        return opened.IsOpen ? Encoding.UTF8.GetString(opened.Bytes!) : null;
    }

    /// <summary>Takes all of it out of the store. May be repeated.</summary>
    public async Task Remove(CancellationToken closing)
    {
        // The image first: it is what nobody shall see.
        await services.Images.Delete(Image, closing);
        await services.Images.Delete(Thumbnail, closing);
        await services.Images.Delete(Description, closing);
    }

    private async Task<string?> DescribeAgain(GenerationRecord record, CancellationToken closing)
    {
        var order = await OrderInClear.Open(services.Sealer, record);
        if (order.Prompt is null || await Find(closing) is not { } picture)
        {
            return null;
        }

        await Describe(picture, record, order, closing);
        return await StillHere(closing) ? DescriptionOf(picture, record, order).ToJson() : null;
    }

    /// <summary>False when the image was deleted meanwhile; then its description goes, too.</summary>
    private async Task<bool> StillHere(CancellationToken closing)
    {
        var isHere = await services.Images.Exists(Image, closing);
        if (!isHere)
        {
            await services.Images.Delete(Description, closing);
        }

        return isHere;
    }

    private ImageDescription DescriptionOf(StoredPicture picture, GenerationRecord record, OrderInClear order)
    {
        var facts = OrderFacts.Parse(record.MetadataJson);
        return new ImageDescription
        {
            Id = generationId,
            Model = picture.Facts.Model,
            Prompt = order.Prompt ?? "",
            NegativePrompt = order.Words?.NegativePrompt,
            RevisedPrompt = order.Words?.RevisedPrompt,
            Style = order.Words?.Style,
            Size = facts.Size,
            Quality = facts.Quality,
            OutputFormat = facts.OutputFormat,
            Background = facts.Background,
            Seed = picture.Facts.Seed ?? facts.Seed,
            Bytes = picture.Bytes.Length,
            Sha256 = picture.Sha256,
            Provenance = picture.Provenance,
            AttemptNo = attemptNo,
            ProviderRequestId = picture.Facts.RequestId,
            AcceptedAt = record.CreatedAt,
            StoredAt = record.CompletedAt ?? services.Time.GetUtcNow(),
            Metadata = order.Words?.Metadata,
        };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Generation {GenerationId}, attempt {AttemptNo}: the image store does not take the image; it is tried again.")]
    private partial void LogImageNotStored(Exception exception, Guid generationId, int attemptNo);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Generation {GenerationId}, attempt {AttemptNo}: the description could not be stored; it is made when somebody asks for it.")]
    private partial void LogNotDescribed(Exception exception, Guid generationId, int attemptNo);
}

/// <summary>An image as it lies in the store.</summary>
/// <param name="Bytes">Its bytes.</param>
/// <param name="Facts">Its facts.</param>
/// <param name="Sha256">Hash of the bytes in hex.</param>
internal sealed record StoredPicture(ReadOnlyMemory<byte> Bytes, ImageFacts Facts, string Sha256)
{
    /// <summary>Where it comes from, with the hash of its bytes; null for one that was stored before images said so.</summary>
    public ImageProvenance? Provenance => Facts.Provenance is { } provenance ? provenance with { Sha256 = Sha256 } : null;

    /// <summary>Its facts, with what is only known once it is stored.</summary>
    public ImageFacts FactsInFull => Facts with { Provenance = Provenance };
}
