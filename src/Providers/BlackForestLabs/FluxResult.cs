using System.Text.Json;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.Http;

namespace DonatelloAI.Providers.BlackForestLabs;

/// <summary>What a question about a job brought: where the picture lies, or an answer that is no picture.</summary>
/// <param name="Sample">Where the picture lies, for ten minutes; null where there is none.</param>
/// <param name="Seed">The seed that was used.</param>
/// <param name="Answer">The answer where there is no picture to fetch.</param>
internal sealed record FluxResult(Uri? Sample, long? Seed, ProviderAnswer? Answer)
{
    public static FluxResult Read(VendorReply reply, FluxJob job)
    {
        using var json = reply.Json();
        return json is null ? None(Answers.NoJson()) : Read(json.RootElement, reply, job);
    }

    private static FluxResult Read(JsonElement root, VendorReply reply, FluxJob job) => (root.Text("status") ?? root.Text("state")) switch
    {
        "Ready" => Ready(root, job),

        // A refused prompt made nothing. A withheld image was made; whether it is charged is nowhere written.
        "Request Moderated" => None(reply.Refuse("The request was moderated.", (ProviderError.ContentBlockedInput, BilledState.No))),
        "Content Moderated" => None(reply.Refuse("The content was moderated.", (ProviderError.ContentBlockedOutput, BilledState.Unknown))),
        "Error" or "Failed" => None(reply.Refuse("The task failed.", (ProviderError.ServerError, BilledState.No))),

        // A region may not know a task in its first moment, and knows none any more after its end.
        "Task not found" => None(reply.Refuse("The task is not known.", (ProviderError.OutcomeUnknown, BilledState.Unknown))),
        null => None(Answers.Invalid("The vendor's answer states no status.", null, BilledState.Unknown)),
        _ => None(new ProviderWorking(job.ToStored())),
    };

    private static FluxResult Ready(JsonElement root, FluxJob job)
    {
        var result = root.Get("result") ?? default;
        return Uri.TryCreate(result.Text("sample"), UriKind.Absolute, out var sample)
            ? new FluxResult(sample, result.Whole("seed"), null)
            : None(Answers.Invalid("The vendor's answer names no picture.", job.Usage, BilledState.Yes));
    }

    private static FluxResult None(ProviderAnswer answer) => new(null, null, answer);
}
