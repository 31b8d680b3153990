using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace DonatelloAI.Grains.Audit;

/// <summary>
/// The metadata of an audit line. Only fields that are listed here pass, and only codes, ids, amounts and moments as their values:
/// the log stays for seven years and nothing is ever taken out of it, so what is not known to be harmless stays outside. The line says
/// which fields were left out.
/// </summary>
/// <remarks>
/// It is written in one form, which is hashed: names in ordinal order, no white space, everything beyond ASCII escaped, whole numbers
/// that a double holds as numbers and every other number as text. A sink may store it otherwise and give it back by
/// <see cref="Canonical"/>.
/// </remarks>
public static class AuditMetadata
{
    private const string EventId = "event_id";
    private const string Omitted = "omitted";
    private const int MaxText = 200;

    // Beyond it a double, which is what JSON numbers are elsewhere, loses digits.
    private const long MaxWhole = 1L << 53;

    private static readonly FrozenSet<string> Known = new[]
    {
        "actor_id", "addresses", "allotted_aud", "allotted_before_aud", "amount_aud", "api_key_id", "attempt_no", "attempts", "audience", "billed", "budget_aud", "cost_aud", "currency",
        "department_id", "enforcement_mode", "entry", "error_class", "error_code", "expires_at", "fields", "first_at", "freeze_id", "held_aud", "hold_id", "issuer",
        "item_count", "last_at", "model_name", "model_provider", "monthly_budget_aud", "monthly_cap_aud", "organization_id", "period_start", "price_version", "quota_pool", "rate_to_aud",
        "provider_cost_aud", "rate_limit_per_minute", "reason", "removed", "role", "scopes", "second_factor", "settled", "spend_limit_aud",
        "spent_aud", "state", "subject_id", "tenant_id", "threshold_percent", "thresholds", "user_id", "valid_from",
    }.ToFrozenSet(StringComparer.Ordinal);

    // Codes, ids, names of models, amounts and moments; no spaces and no @, so neither a sentence nor a mail address.
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:/+");

    /// <summary>What of an event's payload the log keeps.</summary>
    public static string Of(Guid eventId, long subjectVersion, string payload)
    {
        var fields = Fields(payload, out var omitted);
        fields[EventId] = Element(eventId.ToString());
        fields["subject_version"] = Element(subjectVersion);
        if (omitted.Count > 0)
        {
            fields[Omitted] = Element(omitted);
        }

        return Write(fields);
    }

    /// <summary>Named values in the written form.</summary>
    public static string Of(IReadOnlyDictionary<string, string?> values) =>
        Write(values.Select(value => KeyValuePair.Create(value.Key, Element(value.Value))));

    /// <summary>The written form of metadata that a sink gives back.</summary>
    public static string Canonical(JsonElement metadata) =>
        Write(metadata.EnumerateObject().Select(field => KeyValuePair.Create(field.Name, field.Value)));

    /// <summary>The outbox row that metadata names; null when it names none.</summary>
    public static Guid? EventIdOf(string metadata)
    {
        using var document = JsonDocument.Parse(metadata);
        return document.RootElement.TryGetProperty(EventId, out var id) && id.ValueKind == JsonValueKind.String && id.TryGetGuid(out var found)
            ? found
            : null;
    }

    /// <summary>A text of a payload's field, if it is a code; null otherwise.</summary>
    public static string? CodeOf(string payload, string name)
    {
        var fields = Fields(payload, out _);
        return fields.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }

    private static Dictionary<string, JsonElement> Fields(string payload, out List<string> omitted)
    {
        var fields = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        omitted = [];
        using var document = JsonDocument.Parse(payload);
        foreach (var field in document.RootElement.EnumerateObject())
        {
            if (Known.Contains(field.Name) && IsHarmless(field.Value))
            {
                fields[field.Name] = field.Value.Clone();
            }
            else
            {
                omitted.Add(field.Name);
            }
        }

        return fields;
    }

    private static bool IsHarmless(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString() is { Length: <= MaxText } text && !text.AsSpan().ContainsAnyExcept(TokenCharacters),
        JsonValueKind.Array => value.EnumerateArray().All(IsHarmless),
        JsonValueKind.Object => false,
        _ => true,
    };

    private static JsonElement Element<T>(T value) => JsonSerializer.SerializeToElement(value);

    private static string Write(IEnumerable<KeyValuePair<string, JsonElement>> fields)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            WriteObject(json, fields);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteObject(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, JsonElement>> fields)
    {
        json.WriteStartObject();
        foreach (var (name, value) in fields.OrderBy(field => field.Key, StringComparer.Ordinal))
        {
            json.WritePropertyName(name);
            WriteValue(json, value);
        }

        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(json, value.EnumerateObject().Select(field => KeyValuePair.Create(field.Name, field.Value)));
                break;
            case JsonValueKind.Array:
                WriteArray(json, value);
                break;
            case JsonValueKind.Number:
                WriteNumber(json, value);
                break;
            case JsonValueKind.String:
                json.WriteStringValue(value.GetString());
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }

    private static void WriteArray(Utf8JsonWriter json, JsonElement values)
    {
        json.WriteStartArray();
        foreach (var value in values.EnumerateArray())
        {
            WriteValue(json, value);
        }

        json.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter json, JsonElement number)
    {
        if (number.TryGetInt64(out var whole) && whole is >= -MaxWhole and <= MaxWhole)
        {
            json.WriteNumberValue(whole);
            return;
        }

        json.WriteStringValue(number.TryGetDecimal(out var exact) ? exact.ToString(CultureInfo.InvariantCulture) : number.GetRawText());
    }
}
