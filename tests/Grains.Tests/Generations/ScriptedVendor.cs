using System.Collections.Concurrent;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Testing.Providers;

namespace DonatelloAI.Grains.Tests.Generations;

/// <summary>A purchase at the vendor: what its invoice would say.</summary>
internal sealed record Purchase(Guid GenerationId, int AttemptNo);

/// <summary>What the vendor does about one call.</summary>
/// <param name="Answer">What it answers; null for what its kind of call usually gets.</param>
/// <param name="IsBilled">Whether it charges.</param>
internal sealed record Turn(ProviderAnswer? Answer = null, bool IsBilled = false)
{
    public static Turn Refusal(ProviderError error, BilledState billed, bool? isBilled = null) => new(
        new ProviderRefused { Error = error, Billed = billed, Message = $"The vendor says {error}." },
        isBilled ?? billed == BilledState.Yes);
}

/// <summary>
/// A vendor outside of every process: it answers by a script, then as its kind of call usually gets answered, and writes down
/// what it charges for. A free call charges nothing, a job is charged when it is accepted, everything else when it is made.
/// </summary>
internal sealed class ScriptedVendor(CallKind kind) : IImageProvider
{
    private readonly ConcurrentQueue<Turn> _script = new();
    private readonly ConcurrentDictionary<string, bool> _jobs = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Purchase> _purchases = new();
    private readonly ConcurrentQueue<Purchase> _refunds = new();
    private int _calls;

    public string Name => "vendor";

    public CallKind Kind { get; } = kind;

    /// <summary>Everything that was charged, in order.</summary>
    public IReadOnlyList<Purchase> Purchases => [.. _purchases.Except(_refunds)];

    /// <summary>Calls that began.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Jobs that were accepted.</summary>
    public int Jobs => _jobs.Count;

    /// <summary>What happens in a call before its answer; nothing unless a test waits there.</summary>
    public Func<CancellationToken, Task> During { get; set; } = static _ => Task.CompletedTask;

    /// <summary>What it shows of a call before that; nothing unless a test says so.</summary>
    public Action<ProviderCall> Shows { get; set; } = static _ => { };

    /// <summary>What it tells of a job unasked; nothing unless a test says so.</summary>
    public Func<ProviderCall, CancellationToken, Task> Tells { get; set; } = static (_, _) => Task.CompletedTask;

    /// <summary>True for one whose free calls are jobs too.</summary>
    public bool HasJobs { get; set; }

    /// <summary>How long it wants to be left alone between two questions; a second unless told.</summary>
    public TimeSpan Pace { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a job still works when it is asked for.</summary>
    public int WorkingPolls { get; set; }

    /// <summary>What it answers whatever the script says, by model; null for nothing of the kind.</summary>
    public Func<ProviderCall, ProviderAnswer?> Always { get; set; } = static _ => null;

    /// <summary>What it answers to a question about a job before anything else; null for nothing of the kind.</summary>
    public Func<ProviderJob, ProviderAnswer?> Asked { get; set; } = static _ => null;

    /// <summary>What it says that it made of the prompt.</summary>
    public string? Revised { get; set; }

    /// <summary>Whether a job can be called off.</summary>
    public bool CanCancel { get; set; }

    public void Next(params Turn[] turns)
    {
        foreach (var turn in turns)
        {
            _script.Enqueue(turn);
        }
    }

    public string? Missing(OfferedModel model) => null;

    public async Task<ProviderAnswer> Start(ProviderCall call, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        Shows(call);
        if (Always(call) is { } always)
        {
            return always;
        }

        var isScripted = _script.TryDequeue(out var turn);
        var called = call.Model.Capabilities.CallKind;
        if (isScripted ? turn!.IsBilled : called != CallKind.Repeatable)
        {
            _purchases.Enqueue(new Purchase(call.GenerationId, call.AttemptNo));
        }

        if (turn?.Answer is { } scripted)
        {
            await During(cancellationToken);
            return scripted;
        }

        if (called == CallKind.Resumable || HasJobs)
        {
            return Accept(call);
        }

        await During(cancellationToken);
        return Done(call) with { RevisedPrompt = Revised };
    }

    public Task Listen(ProviderCall call, ProviderJob job, CancellationToken cancellationToken) => Tells(call, cancellationToken);

    public async Task<ProviderAnswer> Poll(ProviderCall call, ProviderJob job, CancellationToken cancellationToken)
    {
        await During(cancellationToken);
        if (Asked(job) is { } said)
        {
            return said;
        }

        if (WorkingPolls-- > 0)
        {
            return new ProviderWorking(job);
        }

        return _jobs.TryGetValue(job.Id, out var isAlive) && isAlive
            ? Done(call) with { RevisedPrompt = Revised }
            : new ProviderRefused { Error = ProviderError.Cancelled, Billed = BilledState.No, Message = "There is no such job." };
    }

    public Task<bool> Cancel(ProviderCall call, ProviderJob job, CancellationToken cancellationToken)
    {
        var isCancelled = CanCancel && _jobs.TryUpdate(job.Id, false, true);
        if (isCancelled)
        {
            _refunds.Enqueue(new Purchase(call.GenerationId, call.AttemptNo));
        }

        return Task.FromResult(isCancelled);
    }

    public static ProviderDone Done(ProviderCall call) => new()
    {
        Image = FakeImageVendor.SmallImage,
        ContentType = "image/jpeg",
        RequestId = $"req-{call.GenerationId:N}-{call.AttemptNo}",
    };

    private ProviderWorking Accept(ProviderCall call)
    {
        var id = $"job-{call.GenerationId:N}-{Guid.CreateVersion7():N}";
        _jobs[id] = true;
        return new ProviderWorking(new ProviderJob(id, Pace, """{"poll":"/jobs"}"""));
    }
}
