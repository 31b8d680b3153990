using System.Security.Cryptography;
using System.Text.Json;
using DonatelloAI.Contracts.Freezes;

namespace DonatelloAI.Contracts.Organizations;

/// <summary>Names what people edit of a resource: equal values have equal tags, everywhere and always.</summary>
public static class EditTag
{
    private const int TagBytes = 12;

    /// <summary>The tag of values in their order; one that is absent differs from one that is empty.</summary>
    public static string Of(params IReadOnlyList<string?> values) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(values)).AsSpan(0, TagBytes));

    /// <summary>What a freeze adds to the values: nothing where none holds, so that what was never frozen keeps the tag it had.</summary>
    internal static IEnumerable<string?> OfFreeze(FreezeView? freeze) => freeze is null ? [] : ["frozen", freeze.Reason];
}
