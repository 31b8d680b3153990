using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.Http;
using DonatelloAI.Providers.Keys;

namespace DonatelloAI.Providers.BlackForestLabs;

/// <summary>
/// FLUX models at Black Forest Labs: a submission names a job and where to ask for it, and a finished job where its picture lies. The key
/// goes to the vendor's own hosts only. A question that fails says nothing about the job, so its answer leaves the bill open.
/// </summary>
public sealed class BlackForestLabsProvider : VendorProvider
{
    private const string ForeignHost = "The vendor named a polling address that is none of its own: PollHosts names those that may have the key.";

    private readonly BlackForestLabsOptions _options;

    /// <summary>An adapter for one account.</summary>
    /// <param name="name">The provider's name in the catalogue.</param>
    /// <param name="options">Options without a <see cref="BlackForestLabsOptions.Problem"/>.</param>
    /// <param name="time">The clock of timeouts.</param>
    /// <param name="key">Where the key comes from; null for what the options say.</param>
    public BlackForestLabsProvider(string name, BlackForestLabsOptions options, TimeProvider time, IKeySource? key = null)
        : base(
            name,
            options,
            key ?? options.KeySource($"{BlackForestLabsOptions.Section}:{name}", isNeeded: true),
            source => new VendorClient(options.AllowPrivateAddresses, KeyHeader.Plain("x-key", source), time)) => _options = options;

    /// <inheritdoc/>
    public override Task<ProviderAnswer> Start(ProviderCall call, CancellationToken cancellationToken)
    {
        var address = new Uri(_options.BaseAddress, Uri.EscapeDataString(call.Model.ModelName));
        var order = VendorRequest.Order(address, FluxRequest.Write(call, _options), "application/json", call.Model.Timeout, call.Prompt);
        return Client.Exchange(order, Submitted, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task<ProviderAnswer> Poll(ProviderCall call, ProviderJob job, CancellationToken cancellationToken) => FluxJob.Read(job) switch
    {
        null => Task.FromResult<ProviderAnswer>(Lost("What was stored of the job names no polling address.")),
        var known when !_options.MayPoll(known.PollingAddress) => Task.FromResult<ProviderAnswer>(Lost(ForeignHost)),
        var known => Client.Exchange(
            VendorRequest.Question(known.PollingAddress, call.Prompt), (reply, patience) => Polled(reply, known, patience), cancellationToken),
    };

    // No question will ever be answered: asking again is no use.
    private static ProviderRefused Lost(string message) => Answers.Refused(ProviderError.InvalidRequest, BilledState.Unknown, message);

    private ProviderAnswer Submitted(VendorReply reply)
    {
        if (!reply.IsOk) return FluxError.OfOrder(reply);

        using var json = reply.Json();
        return json is null ? Answers.NoJson()
            : FluxJob.Read(json.RootElement) is not { } job ? Answers.Invalid("The vendor's answer names no job.", null, BilledState.Unknown)
            : !_options.MayPoll(job.PollingAddress) ? Answers.Invalid(ForeignHost, null, BilledState.Unknown)
            : new ProviderWorking(job.ToStored()) { RequestId = job.Id };
    }

    private async Task<ProviderAnswer> Polled(VendorReply reply, FluxJob job, CancellationToken cancellationToken)
    {
        if (!reply.IsOk) return FluxError.OfQuestion(reply);

        var result = FluxResult.Read(reply, job);
        var answer = result.Answer ?? await Delivery(result, job, cancellationToken);
        return answer with { RequestId = job.Id };
    }

    private async Task<ProviderAnswer> Delivery(FluxResult result, FluxJob job, CancellationToken cancellationToken)
    {
        var fetched = await Client.Fetch(result.Sample!, cancellationToken);
        if (fetched.Bytes is { } bytes)
        {
            var answer = Answers.Checked(bytes, job.Usage);
            return answer is ProviderDone done ? done with { Seed = result.Seed } : answer;
        }

        // What may pass is asked for again as long as the call may take: the picture is paid for.
        return fetched.IsWorthAnotherTry
            ? Answers.Refused(ProviderError.InvalidAnswer, BilledState.Unknown, fetched.Problem!)
            : Answers.Invalid(fetched.Problem!, job.Usage, BilledState.Yes);
    }
}
