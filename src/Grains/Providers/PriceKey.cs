namespace DonatelloAI.Grains.Providers;

/// <summary>Takes apart the key of a component that holds for one size.</summary>
internal static class PriceKey
{
    /// <summary>Reads <c>1024x1024/high</c> or <c>1024x1024</c>; false for a key without a size.</summary>
    public static bool TryParse(string? key, out ImageSize size, out string? quality)
    {
        var parts = (key ?? "").Split('/', 2);
        quality = parts.Length == 2 ? parts[1] : null;
        return ImageSize.TryParse(parts[0], out size);
    }
}
