using System.Text;
using System.Text.Json;
using DonatelloAI.Contracts.Generations;

namespace DonatelloAI.Blobs;

/// <summary>Facts and hash of an image as metadata of its blob.</summary>
internal static class BlobFacts
{
    private const string Facts = "facts";
    private const string Sha256 = "sha256";

    /// <summary>The metadata of an image.</summary>
    /// <exception cref="ArgumentException">The facts are no JSON object.</exception>
    public static Dictionary<string, string> Of(ImageContent image)
    {
        using var facts = JsonDocument.Parse(image.FactsJson);
        return facts.RootElement.ValueKind == JsonValueKind.Object
            ? new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [Facts] = Convert.ToBase64String(Encoding.UTF8.GetBytes(image.FactsJson)),
                [Sha256] = image.Sha256,
            }
            : throw new ArgumentException("The facts of an image are a JSON object.", nameof(image));
    }

    /// <summary>An image that was opened, with what its metadata says.</summary>
    public static StoredImage Read(BlobStream content) => new()
    {
        Content = content,
        Length = content.Length,
        ContentType = content.ContentType,
        Sha256 = Value(content, Sha256),
        FactsJson = Encoding.UTF8.GetString(Convert.FromBase64String(Value(content, Facts))),
    };

    // Some servers answer names of metadata in another case than they were given.
    private static string Value(BlobStream content, string name) =>
        content.Metadata.FirstOrDefault(pair => string.Equals(pair.Key, name, StringComparison.OrdinalIgnoreCase)).Value
        ?? throw new InvalidDataException($"The blob lacks its metadata {name}: it was not written by this store.");
}
