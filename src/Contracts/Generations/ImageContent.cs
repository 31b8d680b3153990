using System.Security.Cryptography;

namespace DonatelloAI.Contracts.Generations;

/// <summary>An image on its way into the store.</summary>
/// <param name="Bytes">The bytes as they will be served.</param>
/// <param name="ContentType">Their media type, such as <c>image/png</c>.</param>
/// <param name="FactsJson">
/// A JSON object with what the attempt knows and a later one must not ask the provider for again: request id, usage, cost,
/// seed, safety. At most <see cref="MaxFactsBytes"/> in UTF-8.
/// </param>
public sealed record ImageContent(ReadOnlyMemory<byte> Bytes, string ContentType, string FactsJson)
{
    /// <summary>Most bytes of facts: in Azure Blob Storage all metadata of a blob must fit in 8 KB, and base64 adds a third.</summary>
    public const int MaxFactsBytes = 4096;

    /// <summary>SHA-256 of the bytes, 64 lower-case hex digits; large images make it worth computing once.</summary>
    public string Sha256 { get; } = Convert.ToHexStringLower(SHA256.HashData(Bytes.Span));
}
