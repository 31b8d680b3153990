using System.Text.Json;
using DonatelloAI.Api.Problems;

namespace DonatelloAI.Api.Bodies;

/// <summary>
/// What holds for every document whatever its type: no name twice, and only text that every database keeps as it is: no NUL, and
/// no half of a surrogate pair.
/// </summary>
internal static class TextCheck
{
    private const string Rule = "must not hold the character NUL or half of a surrogate pair";

    public static void Check(JsonElement value, string path, List<FieldError> errors)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                CheckObject(value, path, errors);
                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in value.EnumerateArray())
                {
                    Check(item, FieldPath.Item(path, index++), errors);
                }

                break;
            case JsonValueKind.String when !IsStorable(value.GetString, out _):
                errors.Add(new FieldError(path, "invalid_text", $"{(path.Length == 0 ? "The body" : path)} {Rule}."));
                break;
        }
    }

    private static void CheckObject(JsonElement value, string path, List<FieldError> errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in value.EnumerateObject())
        {
            if (errors.Count >= StrictJson.MaxErrors)
            {
                return;
            }

            if (!IsStorable(() => field.Name, out var name))
            {
                errors.Add(new FieldError(path, "invalid_text", $"The name of a field {Rule}."));
                continue;
            }

            var full = FieldPath.Join(path, name);
            if (!names.Add(name))
            {
                errors.Add(new FieldError(full, "duplicate_field", $"{full} is there twice."));
            }

            Check(field.Value, full, errors);
        }
    }

    /// <summary>Half of a pair, and bytes that are no UTF-8, show when the text is taken out of the document.</summary>
    private static bool IsStorable(Func<string?> take, out string text)
    {
        text = "";
        try
        {
            text = take() ?? "";
            return !text.Contains('\0', StringComparison.Ordinal);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}

/// <summary>Types in the words of whoever writes a request.</summary>
internal static class Words
{
    public static string For(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain == typeof(string) ? "a text"
            : plain == typeof(Contracts.Money) ? "an amount of AUD as a text with at most six decimals, such as \"0.080000\""
            : plain == typeof(DateTimeOffset) ? "a moment in RFC 3339 with its offset, such as \"2026-11-22T10:30:00Z\""
            : plain == typeof(DateOnly) ? "a date such as \"2026-11-22\""
            : plain == typeof(Guid) ? "an id such as \"0198c0de-1234-7abc-8def-0123456789ab\""
            : plain == typeof(bool) ? "true or false"
            : plain == typeof(int) || plain == typeof(long) ? "a whole number within range"
            : plain == typeof(double) || plain == typeof(decimal) ? "a number"
            : plain.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(plain).Select(System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName))}"
            : typeof(System.Collections.IEnumerable).IsAssignableFrom(plain) ? "a list"
            : "an object";
    }
}
