using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace DonatelloAI.Testing.Providers;

/// <summary>A fake vendor that names a job and works on it while it is asked.</summary>
public abstract class FakeJobVendor : FakeVendor
{
    private readonly ConcurrentDictionary<string, FakeJob> _jobs = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<VendorFault> _nextQuestions = new();
    private readonly ConcurrentQueue<IReadOnlyDictionary<string, string>> _questions = new();

    /// <inheritdoc/>
    protected FakeJobVendor(TimeProvider time, params string[] hosts)
        : base(time, hosts)
    {
    }

    /// <summary>How many questions a job is pending for before it ends; 2 unless told.</summary>
    public int PendingQuestions { get; set; } = 2;

    /// <summary>The headers of every question about a job.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Questions => [.. _questions];

    /// <summary>What happens to the next questions about a job, one each; then they are answered.</summary>
    public void NextQuestions(params VendorFault[] faults)
    {
        foreach (var fault in faults) _nextQuestions.Enqueue(fault);
    }

    /// <summary>Forgets every job, as a server does that is started again.</summary>
    public void ForgetJobs() => _jobs.Clear();

    /// <summary>Faults that a submission does not show: they are what becomes of the job.</summary>
    protected static bool IsOfJob(VendorFault fault) => fault is VendorFault.JobFailed or VendorFault.JobLost or VendorFault.OutputBlocked;

    /// <summary>Takes a job.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="picture">The image it will make.</param>
    /// <param name="fate">What becomes of it.</param>
    protected void Take(string id, byte[] picture, VendorFault fate) => _jobs[id] = new FakeJob(picture, fate);

    /// <summary>The job; null where it is not known.</summary>
    protected FakeJob? Find(string id) => _jobs.GetValueOrDefault(id);

    /// <summary>Answers a question about a job: with an ordered fault, or as the vendor does.</summary>
    /// <param name="context">The question.</param>
    /// <param name="answer">The vendor's answer.</param>
    protected Task Ask(HttpContext context, Func<Task> answer)
    {
        _questions.Enqueue(Headers(context));
        return _nextQuestions.TryDequeue(out var fault) ? Play(context, fault) : answer();
    }

    /// <summary>True when the job has been asked for often enough to have ended.</summary>
    protected bool HasEnded(FakeJob job) => job.Ask() > PendingQuestions;

    /// <inheritdoc/>
    protected override byte[] FileBytes(string name) => Find(name)?.Picture ?? Picture;
}

/// <summary>A job of a fake vendor.</summary>
/// <param name="picture">The image it makes.</param>
/// <param name="fate">What becomes of it.</param>
public sealed class FakeJob(byte[] picture, VendorFault fate)
{
    private int _asked;

    /// <summary>The image it makes.</summary>
    public byte[] Picture => picture;

    /// <summary>What becomes of it.</summary>
    public VendorFault Fate => fate;

    /// <summary>Counts a question: how many there were, this one included.</summary>
    public int Ask() => Interlocked.Increment(ref _asked);
}
