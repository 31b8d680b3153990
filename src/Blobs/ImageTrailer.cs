using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using DonatelloAI.Contracts.Generations;

namespace DonatelloAI.Blobs;

/// <summary>
/// What follows the bytes of an image in its file: a JSON object that says what they are, the object's length in four bytes
/// (little-endian), and eight bytes by which a whole file is known. Viewers of PNG, JPEG and WebP stop at the end of the
/// picture, so that the file still opens as one.
/// </summary>
internal sealed record ImageTrailer(
    [property: JsonPropertyName("content_type")] string ContentType,
    [property: JsonPropertyName("length")] long Length,
    [property: JsonPropertyName("sha256")] string Sha256,
    [property: JsonPropertyName("facts"), JsonConverter(typeof(RawJsonConverter))] string Facts)
{
    /// <summary>No trailer is longer: the facts, and a media type, a length and a hash round them.</summary>
    public const int MaxBytes = ImageContent.MaxFactsBytes + 1024;

    private const int EndBytes = sizeof(int) + 8;

    private static ReadOnlySpan<byte> Magic => "DNTLIMG1"u8;

    /// <summary>True when the facts stay within their bound.</summary>
    public static bool Fits(string factsJson) => Encoding.UTF8.GetByteCount(factsJson) <= ImageContent.MaxFactsBytes;

    /// <summary>Describes an image.</summary>
    /// <exception cref="ArgumentException">The facts are no JSON object.</exception>
    public static ImageTrailer Of(ImageContent image)
    {
        using var facts = JsonDocument.Parse(image.FactsJson);
        return facts.RootElement.ValueKind == JsonValueKind.Object
            ? new ImageTrailer(image.ContentType, image.Bytes.Length, image.Sha256, image.FactsJson)
            : throw new ArgumentException("The facts of an image are a JSON object.", nameof(image));
    }

    /// <summary>Reads the trailer from the last bytes of a file.</summary>
    /// <param name="end">The file's end, <see cref="MaxBytes"/> or the whole file.</param>
    /// <param name="fileBytes">Length of the whole file.</param>
    /// <returns>Null when the file is not whole.</returns>
    public static ImageTrailer? Read(ReadOnlySpan<byte> end, long fileBytes)
    {
        if (end.Length < EndBytes || !end.EndsWith(Magic))
        {
            return null;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(end[^EndBytes..]);
        if (length <= 0 || length > end.Length - EndBytes)
        {
            return null;
        }

        var trailer = Parse(end.Slice(end.Length - EndBytes - length, length));
        return trailer?.Length == fileBytes - length - EndBytes ? trailer : null;
    }

    /// <summary>The bytes that follow the image.</summary>
    public byte[] ToBytes()
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(this);
        var bytes = new byte[json.Length + EndBytes];
        json.CopyTo(bytes, 0);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(json.Length), json.Length);
        Magic.CopyTo(bytes.AsSpan(json.Length + sizeof(int)));
        return bytes;
    }

    private static ImageTrailer? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<ImageTrailer>(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
