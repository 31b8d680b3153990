using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DonatelloAI.Api.Bodies;

/// <summary>Moments in RFC 3339: written in UTC with a Z, read with any offset but never without one.</summary>
internal sealed class MomentJson : JsonConverter<DateTimeOffset>
{
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd't'HH:mm:ssK", "yyyy-MM-dd' 'HH:mm:ssK",
    ];

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && TryParse(reader.GetString()!, out var moment) ? moment : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture));

    /// <summary>Reads a moment that says its offset.</summary>
    public static bool TryParse(string text, out DateTimeOffset moment)
    {
        moment = default;
        return HasOffset(text) && DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out moment);
    }

    private static bool HasOffset(string text) =>
        text.Length is > 19 and < 40 && (text[^1] is 'Z' or 'z' || (text.Length > 6 && text[^6] is '+' or '-'));
}
