using System.Text.Json;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.Http;

namespace DonatelloAI.Providers.ComfyUi;

/// <summary>What <c>/history/{id}</c> says of a job: nothing while it waits or runs, then where its picture lies or why there is none.</summary>
/// <param name="Picture">The query of <c>/view</c> that gives the picture.</param>
/// <param name="Refusal">Why there is none.</param>
internal sealed record ComfyHistory(string? Picture, ProviderRefused? Refusal)
{
    /// <summary>The job's end; null while it has none.</summary>
    /// <exception cref="JsonException">The body is no JSON.</exception>
    public static ComfyHistory? Read(VendorReply reply, string promptId)
    {
        using var json = JsonDocument.Parse(reply.Body);
        return json.RootElement.Get(promptId) is { } entry ? Read(entry, reply) : null;
    }

    /// <summary>True when <c>/queue</c> names the job among those that wait or run.</summary>
    public static bool IsQueued(VendorReply reply, string promptId) => IsIn(reply, "queue_running", promptId) || IsIn(reply, "queue_pending", promptId);

    /// <summary>True when <c>/queue</c> names the job among those that run.</summary>
    public static bool IsRunning(VendorReply reply, string promptId) => IsIn(reply, "queue_running", promptId);

    private static ComfyHistory? Read(JsonElement entry, VendorReply reply)
    {
        var messages = (entry.Get("status") ?? default).Items("messages").ToList();
        if (Message(messages, "execution_interrupted") is not null)
            return Refused(reply, "The job was interrupted.", ProviderError.Cancelled);
        if ((entry.Get("status") ?? default).Text("status_str") == "error")
            return Refused(reply, Message(messages, "execution_error")?.Text("exception_message") ?? "The workflow failed.", ProviderError.ServerError);

        return PictureOf(entry) is { } picture
            ? new ComfyHistory(picture, null)
            : new ComfyHistory(null, Answers.Invalid("The workflow ended without a picture.", null, BilledState.No));
    }

    private static ComfyHistory Refused(VendorReply reply, string reason, ProviderError error) => new(null, reply.Refuse(reason, (error, BilledState.No)));

    // [["execution_error", {…}], …]
    private static JsonElement? Message(List<JsonElement> messages, string name) => messages
        .Where(message => message.ValueKind == JsonValueKind.Array && message.GetArrayLength() == 2 && message[0].ValueKind == JsonValueKind.String && message[0].GetString() == name)
        .Select(static message => (JsonElement?)message[1])
        .FirstOrDefault();

    // Saved pictures come before previews.
    private static string? PictureOf(JsonElement entry) => entry.Members("outputs")
        .SelectMany(static output => output.Value.Items("images"))
        .OrderBy(static image => image.Text("type") == "output" ? 0 : 1)
        .Where(static image => image.Text("filename") is not null)
        .Select(static image => $"filename={Escaped(image, "filename")}&subfolder={Escaped(image, "subfolder")}&type={Escaped(image, "type")}")
        .FirstOrDefault();

    private static string Escaped(JsonElement image, string name) => Uri.EscapeDataString(image.Text(name) ?? "");

    // [[number, "prompt id", …], …]
    private static bool IsIn(VendorReply reply, string list, string promptId)
    {
        using var json = reply.Json();
        return json?.RootElement.Items(list).Any(item =>
            item.ValueKind == JsonValueKind.Array && item.GetArrayLength() > 1 && item[1].ValueKind == JsonValueKind.String && item[1].GetString() == promptId) == true;
    }
}
