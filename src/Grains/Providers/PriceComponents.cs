using System.Text.Json;

namespace DonatelloAI.Grains.Providers;

/// <summary>The amounts of a price as the JSON that a row keeps; every decimal stays as it was written.</summary>
public static class PriceComponents
{
    /// <summary>Writes amounts as a JSON array.</summary>
    public static string ToJson(IReadOnlyList<PriceComponent> components) =>
        JsonSerializer.Serialize(components, CatalogueJson.Default.IReadOnlyListPriceComponent);

    /// <summary>Reads what <see cref="ToJson"/> wrote; strict, so that a field nobody knows is not overlooked.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static IReadOnlyList<PriceComponent> FromJson(string json) =>
        JsonSerializer.Deserialize(json, CatalogueJson.Default.IReadOnlyListPriceComponent)
        ?? throw new JsonException("The amounts of a price are an array.");
}
