using DonatelloAI.Contracts.Limits;
using DonatelloAI.Grains.Budgets;
using Microsoft.Extensions.Logging;

namespace DonatelloAI.Grains.Limits;

/// <summary>Writes a front end's reports, one after the other.</summary>
public sealed partial class FailureAuditGrain(IFailureStore store, ILogger<FailureAuditGrain> logger) : Grain, IFailureAuditGrain
{
    /// <inheritdoc/>
    public async Task<bool> Record(FailureReport report)
    {
        var outcome = await store.Add(report with
        {
            Counts = [.. report.Counts.Take(FailureReport.MaxCounts)],
            Reaches = [.. report.Reaches.Take(FailureReport.MaxCounts)],
        });
        if (outcome.Result is CommitResult.Committed or CommitResult.KeyExists)
        {
            return true;
        }

        LogNotCommitted(report.Id, outcome.Result, outcome.Detail);
        return false;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What was refused, in report {ReportId}, was not committed ({Result}): {Detail}")]
    private partial void LogNotCommitted(Guid reportId, CommitResult result, string detail);
}
