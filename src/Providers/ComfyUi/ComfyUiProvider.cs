using System.Text.Json;
using System.Text.Json.Nodes;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.Http;
using DonatelloAI.Providers.Keys;

namespace DonatelloAI.Providers.ComfyUi;

/// <summary>
/// A ComfyUI server: workflows of the operator's, filled with a call's values and queued under an id of our making. Nothing of it is ever
/// charged. Its history is asked until the job has ended, and tells alone what became of it; a server that was restarted knows neither queue nor history, and then the call
/// is repeated.
/// </summary>
public sealed class ComfyUiProvider : VendorProvider
{
    private static readonly TimeSpan PollAfter = TimeSpan.FromSeconds(1);

    // A server that takes no WebSocket now may be behind a proxy that never does.
    private const int MaxSockets = 3;
    private static readonly TimeSpan BetweenSockets = TimeSpan.FromSeconds(5);

    private readonly string _folder;
    private readonly Uri _address;
    private readonly TimeProvider _time;

    /// <summary>An adapter for one server.</summary>
    /// <param name="name">The provider's name in the catalogue.</param>
    /// <param name="options">Options without a <see cref="ComfyUiOptions.Problem"/>.</param>
    /// <param name="time">The clock of timeouts.</param>
    /// <param name="key">Where the key of a proxy before the server comes from; null for what the options say.</param>
    public ComfyUiProvider(string name, ComfyUiOptions options, TimeProvider time, IKeySource? key = null)
        : base(
            name,
            options,
            key ?? options.KeySource($"{ComfyUiOptions.Section}:{name}", isNeeded: false),
            source => new VendorClient(options.AllowPrivateAddresses, KeyHeader.Bearer(source), time)) =>
        (_folder, _address, _time) = (options.WorkflowFolder!, options.Address(null)!, time);

    /// <inheritdoc/>
    public override string? Missing(OfferedModel model) => Key.Missing ?? Workflow.Read(_folder, model.ModelName).Problem;

    /// <inheritdoc/>
    public override async Task<ProviderAnswer> Start(ProviderCall call, CancellationToken cancellationToken)
    {
        var (workflow, problem) = Workflow.Read(_folder, call.Model.ModelName);
        if (workflow is null) return Answers.Refused(ProviderError.InvalidRequest, BilledState.No, problem!);

        // A server tells of a job to the client that brought it, and keeps one connection for each: so a job is its own client.
        var promptId = PromptId.Of(call);
        var body = new JsonObject { ["prompt"] = workflow.Fill(call, SeedOf(call)), ["client_id"] = promptId, ["prompt_id"] = promptId };
        var answer = await Client.Exchange(Order("prompt", body, call, call.Model.Timeout), reply => Submitted(reply, promptId), cancellationToken);
        return Free(answer);
    }

    /// <inheritdoc/>
    public override async Task<ProviderAnswer> Poll(ProviderCall call, ProviderJob job, CancellationToken cancellationToken)
    {
        var answer = await Ask(
            call,
            $"history/{job.Id}",
            (reply, patience) => ComfyHistory.Read(reply, job.Id) is { } ended ? Ended(call, ended, patience) : Queued(call, job, patience),
            cancellationToken);
        return answer with { RequestId = job.Id };
    }

    /// <summary>
    /// Hears over a WebSocket how far the job is and when it is worth looking. Where there is none, or it breaks, questions alone tell, as they
    /// always do in the end. Previews are passed over: they show noise, and nothing else checks them.
    /// </summary>
    public override async Task Listen(ProviderCall call, ProviderJob job, CancellationToken cancellationToken)
    {
        if (call.Listener is not { } listener || Workflow.Read(_folder, call.Model.ModelName).Workflow is not { } workflow) return;

        var progress = new ComfyProgress(job.Id, workflow.Nodes, listener);
        for (var sockets = 0; sockets < MaxSockets && !progress.HasEnded; sockets++)
        {
            if (sockets > 0) await Task.Delay(BetweenSockets, _time, cancellationToken);
            using var socket = await Client.OpenSocket(new Uri(_address, $"ws?clientId={Uri.EscapeDataString(job.Id)}"), cancellationToken);
            await (socket?.HearTexts(Heard, cancellationToken) ?? Task.CompletedTask);
        }

        bool Heard(ReadOnlyMemory<byte> message)
        {
            progress.Hear(message);
            return !progress.HasEnded;
        }
    }

    /// <inheritdoc/>
    public override async Task<bool> Cancel(ProviderCall call, ProviderJob job, CancellationToken cancellationToken)
    {
        var isDeleted = await Tell("queue", new JsonObject { ["delete"] = new JsonArray(job.Id) }, call, job, cancellationToken);

        // Older servers interrupt whatever runs, so only a job that runs is interrupted.
        var running = await Ask(
            call, "queue", (reply, _) => Task.FromResult<ProviderAnswer>(ComfyHistory.IsRunning(reply, job.Id) ? Working(job.Id) : NotKnown()), cancellationToken);
        return running is ProviderWorking ? await Tell("interrupt", new JsonObject { ["prompt_id"] = job.Id }, call, job, cancellationToken) : isDeleted;
    }

    // Without a seed the generation's id decides, so that a repeated call makes the same picture.
    private static long SeedOf(ProviderCall call) => call.Seed ?? BitConverter.ToUInt32(call.GenerationId.ToByteArray(), 12);

    private static ProviderAnswer Free(ProviderAnswer answer) => answer is ProviderRefused refused ? refused with { Billed = BilledState.No } : answer;

    private static ProviderWorking Working(string promptId) => new(new ProviderJob(promptId, PollAfter)) { RequestId = promptId };

    private static ProviderRefused NotKnown() =>
        Answers.Refused(ProviderError.ServerError, BilledState.No, "The server does not know the job any more: it was restarted, or its history cleared.");

    private VendorRequest Order(string path, JsonObject body, ProviderCall call, TimeSpan timeout) =>
        VendorRequest.Order(new Uri(_address, path), JsonSerializer.SerializeToUtf8Bytes(body), "application/json", timeout, call.Prompt);

    private static ProviderAnswer Submitted(VendorReply reply, string promptId)
    {
        using var json = reply.Json();
        return !reply.IsOk ? reply.Refuse(Reason(json))
            : json is null ? Answers.NoJson()
            : json.RootElement.Text("prompt_id") is null ? Answers.Invalid("The server's answer names no job.", null, BilledState.No)
            : Working(promptId);
    }

    // {"error":{"message"},"node_errors":{}}; a proxy before the server has words of its own.
    private static string? Reason(JsonDocument? json) => json?.RootElement.Get("error") switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { } error => error.Text("message"),
        null => json?.RootElement.Text("message"),
    };

    /// <summary>Asks about a job. A refused or lost question says nothing about it, so it leaves the bill open and is asked again.</summary>
    private Task<ProviderAnswer> Ask(
        ProviderCall call, string path, Func<VendorReply, CancellationToken, Task<ProviderAnswer>> read, CancellationToken cancellationToken) =>
        Client.Exchange(VendorRequest.Question(new Uri(_address, path), call.Prompt), (reply, patience) => Answered(reply, read, patience), cancellationToken);

    private static async Task<ProviderAnswer> Answered(
        VendorReply reply, Func<VendorReply, CancellationToken, Task<ProviderAnswer>> read, CancellationToken cancellationToken)
    {
        if (!reply.IsOk) return reply.Refuse(null) with { Billed = BilledState.Unknown };

        try
        {
            return await read(reply, cancellationToken);
        }
        catch (JsonException)
        {
            return Answers.NoJson();
        }
    }

    private async Task<ProviderAnswer> Ended(ProviderCall call, ComfyHistory ended, CancellationToken cancellationToken)
    {
        if (ended.Picture is not { } picture) return ended.Refusal!;

        var answer = await Ask(call, $"view?{picture}", static (reply, _) => Task.FromResult(Answers.Checked(reply.Body, usage: null)), cancellationToken);
        return answer switch
        {
            ProviderDone done => done with { Seed = SeedOf(call) },
            ProviderRefused { Error: ProviderError.InvalidAnswer } => Free(answer),
            _ => answer,
        };
    }

    /// <summary>The history does not know the job yet: it waits, runs, has ended just now, or is lost.</summary>
    private Task<ProviderAnswer> Queued(ProviderCall call, ProviderJob job, CancellationToken cancellationToken) => Ask(
        call,
        "queue",
        async (reply, patience) => ComfyHistory.IsQueued(reply, job.Id) ? Working(job.Id) : await LastLook(call, job, patience),
        cancellationToken);

    private Task<ProviderAnswer> LastLook(ProviderCall call, ProviderJob job, CancellationToken cancellationToken) => Ask(
        call,
        $"history/{job.Id}",
        async (reply, patience) => ComfyHistory.Read(reply, job.Id) is { } ended ? await Ended(call, ended, patience) : NotKnown(),
        cancellationToken);

    private async Task<bool> Tell(string path, JsonObject body, ProviderCall call, ProviderJob job, CancellationToken cancellationToken) =>
        await Client.Exchange(
            Order(path, body, call, VendorRequest.QuestionTimeout), reply => reply.IsOk ? Working(job.Id) : reply.Refuse(null), cancellationToken) is ProviderWorking;
}
