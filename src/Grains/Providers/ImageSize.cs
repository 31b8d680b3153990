using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DonatelloAI.Grains.Providers;

/// <summary>Width and height of an image in pixels, each 1 to <see cref="MaxEdge"/>; written <c>1024x1536</c>.</summary>
/// <param name="Width">Pixels from left to right.</param>
/// <param name="Height">Pixels from top to bottom.</param>
[StructLayout(LayoutKind.Auto)]
[JsonConverter(typeof(ImageSizeConverter))]
public readonly record struct ImageSize(int Width, int Height)
{
    /// <summary>The longest edge that any supported image format can carry.</summary>
    public const int MaxEdge = 65_535;

    /// <summary>The area in pixels.</summary>
    public long Pixels => (long)Width * Height;

    /// <summary>True when both edges lie within 1 and <see cref="MaxEdge"/>.</summary>
    public bool IsValid => Width is >= 1 and <= MaxEdge && Height is >= 1 and <= MaxEdge;

    /// <summary>Reads <c>1024x1536</c>; false for <c>auto</c>, ratios, signs, leading zeros and edges out of range.</summary>
    public static bool TryParse(string? text, out ImageSize size)
    {
        size = default;
        var parts = (text ?? "").Split('x');
        if (parts.Length != 2 || !TryEdge(parts[0], out var width) || !TryEdge(parts[1], out var height)) return false;

        size = new ImageSize(width, height);
        return size.IsValid;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Width}x{Height}");

    private static bool TryEdge(string text, out int edge) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out edge) && text[0] != '0';
}

/// <summary>Writes a size as <c>1024x1536</c> and reads nothing else.</summary>
public sealed class ImageSizeConverter : JsonConverter<ImageSize>
{
    /// <inheritdoc/>
    public override ImageSize Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && ImageSize.TryParse(reader.GetString(), out var size)
            ? size
            : throw new JsonException("A size is written as width x height in pixels, such as 1024x1536.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ImageSize value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
