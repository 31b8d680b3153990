using DonatelloAI.Blobs;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DonatelloAI.Grains.Tests.Generations;

public sealed class ThumbnailsTests : IDisposable
{
    private static readonly ImageName Image = new(Guid.CreateVersion7(), Guid.CreateVersion7(), 2, ImagePart.Image);
    private static readonly ImageName Small = new(Image.OrganizationId, Image.GenerationId, 2, ImagePart.Thumbnail);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("donatello-thumbnails-");
    private readonly FolderImageStore _images;
    private readonly Shrinker _shrinker = new();
    private readonly Thumbnails _thumbnails;

    public ThumbnailsTests()
    {
        _images = FolderImageStore.Open(new FolderImageStoreOptions { Root = _folder.FullName }, TimeProvider.System);
        _thumbnails = new Thumbnails(_images, _shrinker, NullLogger<Thumbnails>.Instance);
    }

    public void Dispose()
    {
        _images.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Make_AskedForByMany_IsMadeOnce()
    {
        await Store("picture");

        var asked = Enumerable.Range(0, 20).Select(_ => _thumbnails.Make(Small)).ToList();
        _shrinker.Go.SetResult();

        Assert.All(await Task.WhenAll(asked), static reply => Assert.Equal(ThumbnailReply.Made, reply));
        Assert.Equal(1, _shrinker.Shrunk);
        Assert.True(await _images.Exists(Small));
    }

    [Fact]
    public async Task Make_WithoutAnImage_SaysSo()
    {
        _shrinker.Go.SetResult();

        Assert.Equal(ThumbnailReply.NoImage, await _thumbnails.Make(Small));
    }

    [Fact]
    public async Task Make_OfWhatIsNoPicture_SaysSoEachTime()
    {
        await Store("");
        _shrinker.Go.SetResult();

        Assert.Equal(ThumbnailReply.Unreadable, await _thumbnails.Make(Small));
        Assert.Equal(ThumbnailReply.Unreadable, await _thumbnails.Make(Small));
        Assert.False(await _images.Exists(Small));
    }

    [Fact]
    public async Task Make_WhileTheImageIsDeleted_LeavesNothing()
    {
        await Store("picture");

        var making = _thumbnails.Make(Small);
        await _shrinker.Begun.Task;
        await _images.Delete(Image);
        _shrinker.Go.SetResult();

        Assert.Equal(ThumbnailReply.NoImage, await making);
        Assert.False(await _images.Exists(Small));
    }

    [Fact]
    public async Task Make_OfTooManyAtOnce_SaysBusyAndLaterMakesIt()
    {
        await Store("picture");
        var others = Enumerable.Range(1, Thumbnails.MaxAtOnce).Select(_ => Guid.CreateVersion7()).ToList();
        foreach (var id in others)
        {
            await _images.Create(new ImageName(Image.OrganizationId, id, 1, ImagePart.Image), new ImageContent("picture"u8.ToArray(), "image/png", "{}"));
        }

        var making = others.ConvertAll(id => _thumbnails.Make(new ImageName(Image.OrganizationId, id, 1, ImagePart.Thumbnail)));
        Assert.Equal(ThumbnailReply.Busy, await _thumbnails.Make(Small));
        _shrinker.Go.SetResult();
        await Task.WhenAll(making);

        Assert.Equal(ThumbnailReply.Made, await _thumbnails.Make(Small));
    }

    [Fact]
    public async Task Make_OfLargeImagesAtOnce_HoldsNoMoreBytesThanItMay()
    {
        const int Large = 40 * 1024 * 1024;
        var ids = Enumerable.Range(0, 5).Select(_ => Guid.CreateVersion7()).ToList();
        foreach (var id in ids)
        {
            await _images.Create(new ImageName(Image.OrganizationId, id, 1, ImagePart.Image), new ImageContent(new byte[Large], "image/png", "{}"));
        }

        var making = ids.ConvertAll(id => _thumbnails.Make(new ImageName(Image.OrganizationId, id, 1, ImagePart.Thumbnail)));
        await Eventually.True(() => _shrinker.Shrunk == Thumbnails.MaxBytes / Large, TimeSpan.FromSeconds(60), "as many were read as there is room for");
        _shrinker.Go.SetResult();

        Assert.All(await Task.WhenAll(making), static reply => Assert.Equal(ThumbnailReply.Made, reply));
        Assert.InRange(_shrinker.MostBytes, 1, Thumbnails.MaxBytes);
    }

    [Fact]
    public async Task Make_ThatFails_SaysUnavailableAndIsTriedAgain()
    {
        await Store("picture");
        _shrinker.Go.SetException(new IOException("No space left on device"));

        Assert.Equal(ThumbnailReply.Unavailable, await _thumbnails.Make(Small));
        Assert.Equal(ThumbnailReply.Unavailable, await _thumbnails.Make(Small));
        Assert.Equal(2, _shrinker.Shrunk);
    }

    private Task<ImageWriteResult> Store(string text) => _images.Create(Image, new ImageContent(System.Text.Encoding.UTF8.GetBytes(text), "image/png", "{}"));

    /// <summary>Shrinks what is not empty, once it is told to.</summary>
    private sealed class Shrinker : IPictureTools
    {
        private int _shrunk;
        private long _bytes;

        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Go { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Shrunk => Volatile.Read(ref _shrunk);

        /// <summary>Most bytes of images that were here at the same time.</summary>
        public long MostBytes { get; private set; }

        public bool CanShrink(ReadOnlyMemory<byte> image) => !image.IsEmpty;

        public async Task<ReadOnlyMemory<byte>?> Thumbnail(ReadOnlyMemory<byte> image, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _shrunk);
            Note(Interlocked.Add(ref _bytes, image.Length));
            Begun.TrySetResult();
            await Go.Task;
            Interlocked.Add(ref _bytes, -image.Length);
            return CanShrink(image) ? (ReadOnlyMemory<byte>?)image[..1] : null;
        }

        private void Note(long bytes)
        {
            lock (Go)
            {
                MostBytes = Math.Max(MostBytes, bytes);
            }
        }
    }
}
