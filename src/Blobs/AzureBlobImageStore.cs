using System.Text;
using Azure;
using Azure.Core;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using DonatelloAI.Contracts.Generations;

namespace DonatelloAI.Blobs;

/// <summary>Images in Azure Blob Storage, or in what speaks its protocol: one blob an image, named as the image is.</summary>
/// <remarks>
/// The facts are metadata of the blob. Bytes and metadata of a blob become visible by one request (Put Blob, or Put Block List for a
/// large one), and <c>If-None-Match: *</c> on it lets the first of two writers through; so there is no image without facts, and none is
/// replaced. Headers carry ASCII only, hence base64: 4 KB of facts become 5.4 KB of the 8 KB that a blob's metadata may have.
/// A store that falls behind is not asked more and more: requests beyond <see cref="AzureBlobImageStoreOptions.MaxRequests"/> wait here, where
/// no time limit runs. Sent all at once they would all be late, be repeated, and leave the store with work that nobody waits for.
/// </remarks>
public sealed class AzureBlobImageStore : IImageStore, IDisposable
{
    private const int BlockBytes = 8 * 1024 * 1024;

    private readonly BlobContainerClient _container;
    private readonly AzureBlobImageStoreOptions _options;
    private readonly SemaphoreSlim _places;

    /// <summary>Describes a store; nothing is asked of it yet.</summary>
    /// <exception cref="FormatException">The connection string is none.</exception>
    public AzureBlobImageStore(AzureBlobImageStoreOptions options)
    {
        _options = options;
        _places = new SemaphoreSlim(options.MaxRequests);
        _container = new BlobContainerClient(options.ConnectionString, options.Container, ClientOptions(options));
    }

    /// <summary>Makes the container when missing: what a start does, to see that the store is there.</summary>
    /// <exception cref="IOException">The account does not answer, or refuses.</exception>
    public Task EnsureContainer(CancellationToken cancellationToken = default) =>
        BlobOutage.Guarded(() => _container.CreateIfNotExistsAsync(PublicAccessType.None, cancellationToken: cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async Task<ImageWriteResult> Create(ImageName name, ImageContent image, CancellationToken cancellationToken = default)
    {
        if (image.Bytes.Length > _options.MaxImageBytes)
        {
            return ImageWriteResult.ImageTooLarge;
        }

        if (Encoding.UTF8.GetByteCount(image.FactsJson) > ImageContent.MaxFactsBytes)
        {
            return ImageWriteResult.FactsTooLarge;
        }

        return await InPlace(() => Upload(Blob(name), image, BlobFacts.Of(image), cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<StoredImage?> OpenRead(ImageName name, CancellationToken cancellationToken = default) =>
        InPlace(async () =>
        {
            var content = await BlobStream.Open(Blob(name), cancellationToken);
            return content is null ? null : BlobFacts.Read(content);
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> Exists(ImageName name, CancellationToken cancellationToken = default) =>
        InPlace(async () => (await Blob(name).ExistsAsync(cancellationToken)).Value, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> Delete(ImageName name, CancellationToken cancellationToken = default) =>
        InPlace(async () => (await Blob(name).DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellationToken)).Value, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();

    private async Task<T> InPlace<T>(Func<Task<T>> request, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        try
        {
            return await BlobOutage.Guarded(request, cancellationToken);
        }
        finally
        {
            _places.Release();
        }
    }

    private static async Task<ImageWriteResult> Upload(BlobClient blob, ImageContent image, IDictionary<string, string> facts, CancellationToken cancellationToken)
    {
        try
        {
            await blob.UploadAsync(BinaryData.FromBytes(image.Bytes), new BlobUploadOptions
            {
                Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
                HttpHeaders = new BlobHttpHeaders { ContentType = image.ContentType },
                Metadata = facts,
                TransferOptions = new StorageTransferOptions { InitialTransferSize = BlockBytes, MaximumTransferSize = BlockBytes, MaximumConcurrency = 2 },
            }, cancellationToken);
            return ImageWriteResult.Created;
        }
        catch (RequestFailedException taken) when (taken.Status is 409 or 412 && IsTaken(taken.ErrorCode))
        {
            return ImageWriteResult.AlreadyExists;
        }
    }

    private static bool IsTaken(string? code) => code == BlobErrorCode.BlobAlreadyExists || code == BlobErrorCode.ConditionNotMet;

    private BlobClient Blob(ImageName name) => _container.GetBlobClient(name.ToString());

    private static BlobClientOptions ClientOptions(AzureBlobImageStoreOptions options) => new()
    {
        Retry =
        {
            Mode = RetryMode.Exponential,
            MaxRetries = options.MaxRetries,
            Delay = TimeSpan.FromMilliseconds(200),
            MaxDelay = TimeSpan.FromSeconds(2),
            NetworkTimeout = TimeSpan.FromSeconds(options.TimeoutSeconds),
        },
    };
}
