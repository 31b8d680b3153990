using System.Diagnostics.Metrics;
using DonatelloAI.Contracts.Budgets;

namespace DonatelloAI.Grains.Budgets;

/// <summary>What the ledgers of this process measure, under the meter <c>DonatelloAI.Budgets</c>.</summary>
public sealed class BudgetInstruments : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "DonatelloAI.Budgets";

    private readonly Meter _meter = new(MeterName);
    private readonly Histogram<int> _commitSize;
    private readonly Histogram<double> _commitSeconds;
    private readonly Counter<long> _commits;
    private readonly Counter<long> _refusals;

    /// <summary>Makes the instruments.</summary>
    public BudgetInstruments()
    {
        _commitSize = _meter.CreateHistogram<int>("donatello.budget.commit.size", "{operation}", "Operations in one group commit.");
        _commitSeconds = _meter.CreateHistogram<double>("donatello.budget.commit.duration", "s", "Time of one group commit in the database.");
        _commits = _meter.CreateCounter<long>("donatello.budget.commits", "{commit}", "Group commits by outcome.");
        _refusals = _meter.CreateCounter<long>("donatello.budget.refusals", "{operation}", "Refused operations by reason.");
    }

    /// <summary>Counts a commit.</summary>
    public void Committed(CommitResult result, int operations, TimeSpan duration)
    {
        _commits.Add(1, new KeyValuePair<string, object?>("outcome", result.ToString()));
        _commitSize.Record(operations);
        _commitSeconds.Record(duration.TotalSeconds);
    }

    /// <summary>Counts a refusal.</summary>
    public void Refused(BudgetRefusal reason) => _refusals.Add(1, new KeyValuePair<string, object?>("reason", reason.ToString()));

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
