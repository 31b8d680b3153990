using System.Text;
using System.Text.Json;

namespace DonatelloAI.Storage.Generations;

/// <summary>The state of a running job inside an attempt's facts, which the settlement replaces.</summary>
internal static class JobFacts
{
    private const string Job = "job";

    public static string Of(string stateJson)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WritePropertyName(Job);
            json.WriteRawValue(stateJson);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>The job's state; null where facts tell of none. Engines may have changed its spaces and order.</summary>
    public static string? StateIn(string? facts)
    {
        if (facts is null)
        {
            return null;
        }

        using var json = JsonDocument.Parse(facts);
        return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(Job, out var state) ? state.GetRawText() : null;
    }
}
