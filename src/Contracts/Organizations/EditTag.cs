using System.Security.Cryptography;
using System.Text.Json;

namespace DonatelloAI.Contracts.Organizations;

/// <summary>Names what people edit of a resource: equal values have equal tags, everywhere and always.</summary>
public static class EditTag
{
    private const int TagBytes = 12;

    /// <summary>The tag of values in their order; one that is absent differs from one that is empty.</summary>
    public static string Of(params IReadOnlyList<string?> values) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(values)).AsSpan(0, TagBytes));
}
