using System.Collections.Concurrent;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Grains.Providers;
using Microsoft.Extensions.Logging;

namespace DonatelloAI.Grains.Generations;

/// <summary>
/// Thumbnails, made when somebody first looks: decoding a picture costs several times what the rest of a generation's life
/// does, and most pictures of a batch are never looked at small. One for the whole process; who asks for one that is being
/// made waits for it.
/// </summary>
public sealed partial class Thumbnails(IImageStore images, IPictureTools pictures, ILogger<Thumbnails> logger)
{
    /// <summary>Thumbnails being made, or waiting for it, at the same time.</summary>
    public const int MaxAtOnce = 64;

    /// <summary>Bytes of images that are in memory for it at the same time, 128 MiB: two of the largest, or all that are made of usual ones.</summary>
    public const long MaxBytes = 128 * 1024 * 1024;

    private readonly ByteRoom _room = new(MaxBytes);
    private readonly ConcurrentDictionary<ImageName, Task<ThumbnailReply>> _making = new();
    private readonly ILogger _logger = logger;

    /// <summary>Makes a thumbnail and stores it.</summary>
    public async Task<ThumbnailReply> Make(ImageName name)
    {
        if (_making.Count >= MaxAtOnce && !_making.ContainsKey(name))
        {
            return ThumbnailReply.Busy;
        }

        var mine = new TaskCompletionSource<ThumbnailReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        var making = _making.GetOrAdd(name, mine.Task);
        if (making != mine.Task)
        {
            return await making;
        }

        var reply = await MakeOrSayWhyNot(name);
        _making.TryRemove(name, out _);
        mine.SetResult(reply);
        return reply;
    }

    private async Task<ThumbnailReply> MakeOrSayWhyNot(ImageName name)
    {
        try
        {
            return await MakeAlone(name);
        }
        catch (Exception failed)
        {
            LogNotMade(failed, name);
            return ThumbnailReply.Unavailable;
        }
    }

    private async Task<ThumbnailReply> MakeAlone(ImageName name)
    {
        var source = name.For(ImagePart.Image);
        if (await LengthOf(source) is not { } length)
        {
            return ThumbnailReply.NoImage;
        }

        using var room = await _room.Take(length);
        if (await Read(source) is not { } bytes)
        {
            return ThumbnailReply.NoImage;
        }

        if (await pictures.Thumbnail(bytes, CancellationToken.None) is not { } small)
        {
            return ThumbnailReply.Unreadable;
        }

        await images.Create(name, new ImageContent(small, "image/jpeg", "{}"));
        return await images.Exists(source) ? ThumbnailReply.Made : await TakeBack(name);
    }

    /// <summary>The image was deleted meanwhile: nothing of it stays.</summary>
    private async Task<ThumbnailReply> TakeBack(ImageName name)
    {
        await images.Delete(name);
        return ThumbnailReply.NoImage;
    }

    /// <summary>Asked for by itself, so that nothing is open while the room is waited for.</summary>
    private async Task<long?> LengthOf(ImageName source)
    {
        await using var stored = await images.OpenRead(source);
        return stored?.Length;
    }

    private async Task<byte[]?> Read(ImageName source)
    {
        await using var stored = await images.OpenRead(source);
        return stored is null ? null : await stored.ReadAll();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Name} could not be made.")]
    private partial void LogNotMade(Exception exception, ImageName name);
}
