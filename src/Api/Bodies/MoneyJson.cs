using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using DonatelloAI.Contracts;

namespace DonatelloAI.Api.Bodies;

/// <summary>Money as a JSON string of AUD with six decimals; a number would be a float somewhere on its way.</summary>
internal sealed class MoneyJson : JsonConverter<Money>
{
    private const NumberStyles Digits = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    // The sign, 13 digits, the point and 6 decimals fit 64 bits of micros; anything longer is no amount.
    private const int MaxLength = 21;

    public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && TryParse(reader.GetString()!, out var money) ? money : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());

    /// <summary>Reads an amount of AUD with at most six decimals.</summary>
    public static bool TryParse(string text, out Money money)
    {
        money = default;
        return text.Length is > 0 and <= MaxLength
            && decimal.TryParse(text, Digits, CultureInfo.InvariantCulture, out var aud)
            && Money.TryFromAud(aud, out money);
    }
}
