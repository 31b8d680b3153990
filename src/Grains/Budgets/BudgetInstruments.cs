using System.Diagnostics.Metrics;
using DonatelloAI.Contracts.Budgets;

namespace DonatelloAI.Grains.Budgets;

/// <summary>What the ledgers of this process measure, under the meter <c>DonatelloAI.Budgets</c>.</summary>
public sealed class BudgetInstruments : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "DonatelloAI.Budgets";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _operations;
    private readonly Counter<double> _held;
    private readonly Counter<double> _charged;
    private readonly Counter<long> _refusals;
    private readonly UpDownCounter<long> _waiting;
    private readonly Histogram<int> _commitSize;
    private readonly Histogram<double> _commitSeconds;
    private readonly Counter<long> _commits;

    /// <summary>Makes the instruments.</summary>
    public BudgetInstruments()
    {
        _operations = _meter.CreateCounter<long>("donatello.budget.operations", "{operation}", "Answered operations by verb and answer.");
        _held = _meter.CreateCounter<double>("donatello.budget.held", "AUD", "Money that was held for new work. For curves; the ledger has the sums.");
        _charged = _meter.CreateCounter<double>("donatello.budget.charged", "AUD", "Money that providers' costs took. For curves; the ledger has the sums.");
        _refusals = _meter.CreateCounter<long>("donatello.budget.refusals", "{operation}", "Refused operations by reason.");
        _waiting = _meter.CreateUpDownCounter<long>("donatello.budget.waiting", "{operation}", "Operations that wait for their commit.");
        _commitSize = _meter.CreateHistogram<int>("donatello.budget.commit.size", "{operation}", "Operations in one group commit.");
        _commitSeconds = _meter.CreateHistogram<double>("donatello.budget.commit.duration", "s", "Time of one group commit in the database.");
        _commits = _meter.CreateCounter<long>("donatello.budget.commits", "{commit}", "Group commits by outcome.");
    }

    /// <summary>Counts a commit.</summary>
    public void Committed(CommitResult result, int operations, TimeSpan duration)
    {
        _commits.Add(1, new KeyValuePair<string, object?>("outcome", result.ToString()));
        _commitSize.Record(operations);
        _commitSeconds.Record(duration.TotalSeconds);
    }

    /// <summary>Counts an operation that waits from now on, until it is answered or has failed.</summary>
    public void Queued() => _waiting.Add(1);

    /// <summary>Counts the failure of an operation that waited.</summary>
    public void Failed() => _waiting.Add(-1);

    /// <summary>Counts the answer of an operation that waited.</summary>
    public void Answered(BudgetOperation operation, BudgetReply reply)
    {
        _waiting.Add(-1);
        Count(operation, reply);
    }

    /// <summary>Counts an operation and its answer.</summary>
    public void Count(BudgetOperation operation, BudgetReply reply)
    {
        if (!_operations.Enabled && !_refusals.Enabled)
        {
            return;
        }

        _operations.Add(
            1, new KeyValuePair<string, object?>("verb", operation.GetType().Name), new KeyValuePair<string, object?>("answer", NameOf(reply)));
        switch (reply)
        {
            case BudgetRefused refused:
                _refusals.Add(1, new KeyValuePair<string, object?>("reason", refused.Reason.ToString()));
                break;
            case BudgetAccepted { Replayed: false } accepted:
                CountMoney(operation, accepted);
                break;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private void CountMoney(BudgetOperation operation, BudgetAccepted accepted)
    {
        var counter = operation switch
        {
            Reserve or TopUp => _held,
            Settle => _charged,
            _ => null,
        };
        foreach (var hold in counter is null ? [] : accepted.Holds)
        {
            counter!.Add((double)(operation is Settle ? hold.Charged : hold.Amount).Aud);
        }
    }

    private static string NameOf(BudgetReply reply) => reply switch
    {
        BudgetAccepted { Replayed: true } => "replayed",
        BudgetAccepted => "accepted",
        BudgetRefused => "refused",
        _ => "unavailable",
    };
}
