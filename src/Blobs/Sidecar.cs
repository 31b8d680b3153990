using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using DonatelloAI.Contracts.Generations;

namespace DonatelloAI.Blobs;

/// <summary>The file beside an image that says what it is: media type, length, hash, and the facts of its attempt.</summary>
internal sealed record Sidecar(
    [property: JsonPropertyName("content_type")] string ContentType,
    [property: JsonPropertyName("length")] long Length,
    [property: JsonPropertyName("sha256")] string Sha256,
    [property: JsonPropertyName("facts"), JsonConverter(typeof(RawJsonConverter))] string Facts)
{
    private const string FileName = "facts.json";
    private const int BufferBytes = 64 * 1024;

    /// <summary>True when the facts stay within their bound.</summary>
    public static bool Fits(string factsJson) => Encoding.UTF8.GetByteCount(factsJson) <= ImageContent.MaxFactsBytes;

    /// <summary>Writes facts and image, in this order, and flushes each to the disk.</summary>
    public static async Task Write(string folder, ImageContent image, CancellationToken cancellationToken)
    {
        var sidecar = Describe(image);
        await WriteFile(Path.Combine(folder, FileName), JsonSerializer.SerializeToUtf8Bytes(sidecar), cancellationToken);
        await WriteFile(Path.Combine(folder, sidecar.ImageFileName), image.Bytes, cancellationToken);
    }

    /// <summary>Reads the facts of an image.</summary>
    public static async Task<Sidecar> Read(string folder, CancellationToken cancellationToken)
    {
        var json = await File.ReadAllBytesAsync(Path.Combine(folder, FileName), cancellationToken);
        return JsonSerializer.Deserialize<Sidecar>(json)
            ?? throw new InvalidDataException($"{Path.Combine(folder, FileName)} is empty.");
    }

    /// <summary>Opens the image that these facts describe.</summary>
    public StoredImage Open(string folder)
    {
        var content = new FileStream(
            Path.Combine(folder, ImageFileName), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferBytes, useAsync: true);
        return new StoredImage
        {
            Content = content,
            Length = content.Length,
            ContentType = ContentType,
            Sha256 = Sha256,
            FactsJson = Facts,
        };
    }

    private string ImageFileName => "image" + ContentType switch
    {
        "image/png" => ".png",
        "image/jpeg" => ".jpg",
        "image/webp" => ".webp",
        "application/json" => ".json",
        _ => ".bin",
    };

    private static Sidecar Describe(ImageContent image)
    {
        using var facts = JsonDocument.Parse(image.FactsJson);
        return facts.RootElement.ValueKind == JsonValueKind.Object
            ? new Sidecar(image.ContentType, image.Bytes.Length, Convert.ToHexStringLower(SHA256.HashData(image.Bytes.Span)), image.FactsJson)
            : throw new ArgumentException("The facts of an image are a JSON object.", nameof(image));
    }

    private static async Task WriteFile(string path, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.Asynchronous, bytes.Length);
        await RandomAccess.WriteAsync(file, bytes, 0, cancellationToken);
        RandomAccess.FlushToDisk(file);
    }
}
