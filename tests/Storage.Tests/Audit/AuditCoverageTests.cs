using DonatelloAI.Grains.Audit;
using DonatelloAI.Storage.Budgets;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Tests.Budgets;
using DonatelloAI.Storage.Tests.Generations;

namespace DonatelloAI.Storage.Tests.Audit;

/// <summary>What rooms write into the outbox has a meaning in the log, and all of its fields pass.</summary>
public sealed class AuditCoverageTests
{
    [Fact]
    public void Events_OfEveryRoom_HaveAMeaningAndLoseNoField()
    {
        var events = Plans().SelectMany(plan => plan.Steps).Where(step => step.Shape.Table == "outbox").SelectMany(Events).ToList();

        Assert.True(events.Select(row => row.Type).Distinct().Count() >= 6, "The samples show too few types of events.");
        Assert.All(events, row => Assert.Contains(row.Type, AuditMapping.EventTypes));
        Assert.All(events, row => Assert.DoesNotContain("omitted", AuditMetadata.Of(Guid.Empty, 1, row.Payload), StringComparison.Ordinal));
    }

    private static IEnumerable<CommitPlan> Plans()
    {
        using var context = DonatelloContexts.Open(StorageEngine.SqlServer, "Server=127.0.0.1");
        return [BudgetStore.Plan(SampleChanges.OfEveryKind(), new BudgetShapes(context.Model), new OutboxSigner(new byte[32])), .. GenerationWriteSamples.All().Plans];
    }

    private static IEnumerable<(string Type, string Payload)> Events(CommitStep step)
    {
        var names = step.Shape.Columns.Select(column => column.Name).ToList();
        var (type, payload) = (names.IndexOf("event_type"), names.IndexOf("payload"));
        return Enumerable.Range(0, step.Count).Select(row => ((string)step.ValueOf(row, type)!, (string)step.ValueOf(row, payload)!));
    }
}
