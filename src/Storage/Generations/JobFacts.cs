using System.Text;
using System.Text.Json;
using DonatelloAI.Grains.Providers;

namespace DonatelloAI.Storage.Generations;

/// <summary>The state and pace of a running job inside an attempt's facts, which the settlement replaces.</summary>
internal static class JobFacts
{
    private const string Job = "job";
    private const string PollAfter = "poll_after_ms";

    public static string Of(ProviderJob job)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber(PollAfter, (long)job.PollAfter.TotalMilliseconds);
            if (job.StateJson is { } state)
            {
                json.WritePropertyName(Job);
                json.WriteRawValue(state);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>The job's state; null where facts tell of none. Engines may have changed its spaces and order.</summary>
    public static string? StateIn(string? facts) => Find(facts, Job, static state => state.GetRawText());

    /// <summary>How long to wait between two questions; null where facts tell of no job, or of one that was stored without its pace.</summary>
    public static TimeSpan? PollAfterIn(string? facts) =>
        Find(facts, PollAfter, static pace => pace.TryGetInt64(out var milliseconds) ? (TimeSpan?)TimeSpan.FromMilliseconds(milliseconds) : null);

    /// <summary>True for facts of a job that has no answer yet, and for none.</summary>
    public static bool IsOfJob(string? facts) =>
        facts is null || Find(facts, Job, static _ => true) || Find(facts, PollAfter, static _ => true);

    private static T? Find<T>(string? facts, string name, Func<JsonElement, T> read)
    {
        if (facts is null)
        {
            return default;
        }

        using var json = JsonDocument.Parse(facts);
        return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(name, out var found) ? read(found) : default;
    }
}
