using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DonatelloAI.Api.Problems;

namespace DonatelloAI.Api.Bodies;

/// <summary>
/// Reads a document against the type it shall become, and names every field at fault instead of the first: unknown, twice,
/// missing, of the wrong type, or text that cannot be stored.
/// </summary>
internal static class StrictJson
{
    /// <summary>Most errors that one answer lists.</summary>
    public const int MaxErrors = 20;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = ApiJson.MaxDepth };

    /// <summary>Reads a value.</summary>
    /// <exception cref="RequestRefusedException">Something of it is not as the type says.</exception>
    public static T Read<T>(ReadOnlyMemory<byte> json, JsonTypeInfo<T> type)
    {
        using var document = Parse(json);
        var errors = new List<FieldError>();
        TextCheck.Check(document.RootElement, "", errors);
        if (errors.Count == 0)
        {
            CheckValue(document.RootElement, type, "", errors);
        }

        if (errors.Count > 0)
        {
            throw new RequestRefusedException(KnownProblems.OfFields(errors));
        }

        return document.RootElement.Deserialize(type)!;
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonDocument.Parse(json, Options);
        }
        catch (JsonException broken)
        {
            throw new RequestRefusedException(KnownProblems.Of(
                StatusCodes.Status400BadRequest,
                "invalid_json",
                $"The body is not JSON of at most {ApiJson.MaxDepth} levels: it breaks at line {broken.LineNumber + 1}, byte {broken.BytePositionInLine + 1}."));
        }
    }

    private static void CheckValue(JsonElement value, JsonTypeInfo type, string path, List<FieldError> errors)
    {
        if (errors.Count >= MaxErrors)
        {
            return;
        }

        switch (type.Kind, value.ValueKind)
        {
            case (JsonTypeInfoKind.Object, JsonValueKind.Object):
                CheckObject(value, type, path, errors);
                break;
            case (JsonTypeInfoKind.Enumerable, JsonValueKind.Array):
                CheckItems(value, type.Options.GetTypeInfo(type.ElementType!), path, errors);
                break;
            default:
                CheckLeaf(value, type, path, errors);
                break;
        }
    }

    private static void CheckObject(JsonElement value, JsonTypeInfo type, string path, List<FieldError> errors)
    {
        var known = type.Properties.ToDictionary(property => property.Name, StringComparer.Ordinal);
        foreach (var field in value.EnumerateObject())
        {
            var name = FieldPath.Join(path, field.Name);
            if (!known.Remove(field.Name, out var property))
            {
                errors.Add(new FieldError(name, "unknown_field", $"{name} is not a field of this request: remove it, or check how it is spelled."));
            }
            else if (field.Value.ValueKind != JsonValueKind.Null || property.IsRequired)
            {
                CheckValue(field.Value, type.Options.GetTypeInfo(property.PropertyType), name, errors);
            }
        }

        errors.AddRange(known.Values.Where(property => property.IsRequired).Select(property => FieldPath.Join(path, property.Name)).Select(name =>
            new FieldError(name, "required", $"{name} is missing.")));
    }

    private static void CheckItems(JsonElement value, JsonTypeInfo item, string path, List<FieldError> errors)
    {
        var index = 0;
        foreach (var element in value.EnumerateArray())
        {
            CheckValue(element, item, FieldPath.Item(path, index++), errors);
        }
    }

    private static void CheckLeaf(JsonElement value, JsonTypeInfo type, string path, List<FieldError> errors)
    {
        try
        {
            if (value.Deserialize(type) is not null)
            {
                return;
            }
        }
        catch (Exception wrong) when (wrong is JsonException or FormatException or InvalidOperationException or OverflowException)
        {
            // Told below, in words of the request and not of the parser.
        }

        var name = path.Length == 0 ? "The body" : path;
        errors.Add(new FieldError(path, "wrong_type", $"{name} must be {Words.For(type.Type)}."));
    }
}

/// <summary>Names of fields in errors, such as <c>items[3].prompt</c>.</summary>
internal static class FieldPath
{
    public static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    public static string Item(string path, int index) => $"{path}[{index}]";
}
