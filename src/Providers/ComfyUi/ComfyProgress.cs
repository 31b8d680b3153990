using System.Text.Json;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.Http;

namespace DonatelloAI.Providers.ComfyUi;

/// <summary>
/// How far a job is, from what the server tells of it: nodes that are done, and the part of the one that works. All nodes count alike, so
/// that the figure says where a job is in its workflow and not how long it still takes. What the server tells decides nothing: it is a
/// reason to look at the history, no more.
/// </summary>
/// <param name="promptId">The job; what is told of others is passed over.</param>
/// <param name="nodes">Nodes of the workflow, 1 or more.</param>
/// <param name="listener">Who is told.</param>
internal sealed class ComfyProgress(string promptId, int nodes, ICallListener listener)
{
    /// <summary>How often the history is looked at because of what a server tells.</summary>
    public const int MaxLooks = 4;

    // Only the history says that there is a picture.
    private const double Most = 0.99;

    private readonly HashSet<string> _done = new(StringComparer.Ordinal);
    private string? _node;
    private int _looks;

    /// <summary>True once nothing more will be told of the job.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Hears a message; one that is none is passed over.</summary>
    public void Hear(ReadOnlyMemory<byte> message)
    {
        try
        {
            using var json = JsonDocument.Parse(message);
            if (json.RootElement.Get("data") is { } data && data.Text("prompt_id") == promptId) Hear(json.RootElement.Text("type"), data);
        }
        catch (JsonException)
        {
            // No message of the server's.
        }
    }

    private void Hear(string? type, JsonElement data)
    {
        switch (type)
        {
            case "execution_cached":
                foreach (var node in data.Items("nodes").Where(static node => node.ValueKind == JsonValueKind.String)) Finish(node.GetString());
                Tell(0);
                break;
            case "executing":
                Begin(data.Text("node"));
                break;
            case "executed":
                Finish(data.Text("node"));
                Tell(0);
                break;
            case "progress":
                Tell(PartOf(data));
                break;
            case "progress_state":
                Tell(data);
                break;
            case "execution_success" or "execution_error" or "execution_interrupted":
                Look();
                break;
        }
    }

    /// <summary>One node after the other; no node is the end, told once the history knows it.</summary>
    private void Begin(string? node)
    {
        if (node is null)
        {
            HasEnded = true;
            Look();
            return;
        }

        if (node != _node) Finish(_node);
        _node = node;
        Tell(0);
    }

    private void Finish(string? node)
    {
        // No more than there are, whatever a server invents.
        if (node is not null && _done.Count < nodes) _done.Add(node);
    }

    private void Tell(double part) => Say(_done.Count + part, nodes);

    /// <summary>Newer servers tell of all nodes at once.</summary>
    private void Tell(JsonElement data)
    {
        var (sum, count) = (0.0, 0);
        foreach (var node in data.Members("nodes"))
        {
            sum += node.Value.Text("state") == "finished" ? 1 : PartOf(node.Value);
            count++;
        }

        Say(sum, Math.Max(nodes, count));
    }

    private void Say(double done, int all) => listener.Progressed(Math.Min(done / all, Most));

    private static double PartOf(JsonElement node) =>
        node.Amount("value") is { } value && node.Amount("max") is { } max && max > 0 ? Math.Min((double)value / (double)max, 1) : 0;

    private void Look()
    {
        if (_looks++ < MaxLooks) listener.LookNow();
    }
}
