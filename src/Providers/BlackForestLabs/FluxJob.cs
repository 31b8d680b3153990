using System.Text.Json;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.Http;

namespace DonatelloAI.Providers.BlackForestLabs;

/// <summary>A job as it is stored, so that it can be asked for after a restart.</summary>
/// <param name="Id">The vendor's id.</param>
/// <param name="PollingAddress">Where it is asked for: the region that took it.</param>
/// <param name="Credits">What the vendor charges for it, as its submission said; null where it said nothing.</param>
internal sealed record FluxJob(string Id, Uri PollingAddress, decimal? Credits)
{
    /// <summary>Between two questions; the vendor suggests half a second to two.</summary>
    public static readonly TimeSpan PollAfter = TimeSpan.FromSeconds(1);

    /// <summary>What the vendor charged, where it said so.</summary>
    public ProviderUsage? Usage => Credits is { } credits ? new ProviderUsage { Credits = credits } : null;

    /// <summary>The job of a submission's answer; null where it names none.</summary>
    public static FluxJob? Read(JsonElement root) =>
        root.Text("id") is { } id && VendorReply.IsId(id) && Uri.TryCreate(root.Text("polling_url"), UriKind.Absolute, out var address)
            ? new FluxJob(id, address, root.Amount("cost"))
            : null;

    /// <summary>The job as it was stored; null where that cannot be read.</summary>
    public static FluxJob? Read(ProviderJob stored)
    {
        try
        {
            using var json = JsonDocument.Parse(stored.StateJson ?? "");
            return Uri.TryCreate(json.RootElement.Text("polling_url"), UriKind.Absolute, out var address)
                ? new FluxJob(stored.Id, address, json.RootElement.Amount("cost"))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The job to be stored.</summary>
    public ProviderJob ToStored() => new(Id, PollAfter, JsonSerializer.Serialize(new { polling_url = PollingAddress, cost = Credits }));
}
