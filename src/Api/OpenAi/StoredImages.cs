using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using DonatelloAI.Contracts.Generations;

namespace DonatelloAI.Api.OpenAi;

/// <summary>Images on their way into a JSON answer.</summary>
internal static class StoredImages
{
    private const int ChunkBytes = 48 * 1024;

    /// <summary>Opens all of them, before anything is answered; null when one is not there. The caller closes them.</summary>
    public static async Task<IReadOnlyList<StoredImage>?> Open(IReadOnlyList<GenerationView> views, IImageStore images, CancellationToken gone)
    {
        var opened = new List<StoredImage>(views.Count);
        try
        {
            foreach (var view in views)
            {
                if (!ImageName.TryParse(view.ImageName, out var name) || await images.OpenRead(name, gone) is not { } stored)
                {
                    await Close(opened);
                    return null;
                }

                opened.Add(stored);
            }

            return opened;
        }
        catch
        {
            await Close(opened);
            throw;
        }
    }

    /// <summary>Closes them.</summary>
    public static async ValueTask Close(IReadOnlyList<StoredImage> images)
    {
        foreach (var image in images)
        {
            await image.DisposeAsync();
        }
    }

    /// <summary>Writes an image in base64, a piece at a time: an answer never lies in memory as a whole.</summary>
    public static async Task WriteBase64(Utf8JsonWriter json, PipeWriter body, string name, Stream content, CancellationToken gone)
    {
        json.WritePropertyName(name);
        var chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            int read;
            while ((read = await content.ReadAtLeastAsync(chunk.AsMemory(0, ChunkBytes), ChunkBytes, throwOnEndOfStream: false, gone)) == ChunkBytes)
            {
                json.WriteBase64StringSegment(chunk.AsSpan(0, read), isFinalSegment: false);
                json.Flush();
                await body.FlushAsync(gone);
            }

            json.WriteBase64StringSegment(chunk.AsSpan(0, read), isFinalSegment: true);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }
}
