using System.Text.Json;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.Http;

namespace DonatelloAI.Providers.BlackForestLabs;

/// <summary>The vendor's errors, which come in two forms: <c>{"detail"}</c> as text or list, and <c>{"error","message","retry_after"}</c>.</summary>
internal static class FluxError
{
    private static readonly (ProviderError, BilledState) Retired = (ProviderError.ModelRetired, BilledState.No);
    private static readonly (ProviderError, BilledState) Unknown = (ProviderError.OutcomeUnknown, BilledState.Unknown);

    /// <summary>The refusal of a submission. A path names a model, so one that is not there is a model that is gone.</summary>
    public static ProviderRefused OfOrder(VendorReply reply) => Read(reply, reply.Status == 404 ? Retired : null);

    /// <summary>The refusal of a question: it says nothing about the job, which was paid for.</summary>
    public static ProviderRefused OfQuestion(VendorReply reply) =>
        reply.Status == 404 ? reply.Refuse("The job is not known.", Unknown) : Read(reply, known: null) with { Billed = BilledState.Unknown };

    private static ProviderRefused Read(VendorReply reply, (ProviderError, BilledState)? known)
    {
        using var json = reply.Json();
        return json?.RootElement is { ValueKind: JsonValueKind.Object } root
            ? reply.Refuse(Reason(root), known, root.Amount("retry_after") is { } seconds ? Wait(seconds) : null)
            : reply.Refuse(reason: null);
    }

    private static string? Reason(JsonElement root) =>
        root.Text("detail") ?? root.Text("message") ?? root.Text("error") ?? root.Items("detail").Select(static item => item.Text("msg")).FirstOrDefault();

    private static TimeSpan Wait(decimal seconds) => TimeSpan.FromSeconds((double)Math.Min(seconds, (decimal)RetryAfter.Longest.TotalSeconds));
}
