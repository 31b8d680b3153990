using System.Collections.Concurrent;
using System.Diagnostics;

namespace DonatelloAI.Grains.Tests;

/// <summary>Work that several traces wait for: each of them shows it, and what happens during it belongs to one of them.</summary>
public sealed class SharedSpanTests : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public SharedSpanTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == Tracing.SourceName,
            Sample = static (ref ActivityCreationOptions<ActivityContext> options) =>
                options.Parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.PropagationData,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    [Fact]
    public void Members_WithTraces_EachHaveTheSpan_AndTheOthersLinkToTheFirst()
    {
        ActivityContext[] members = [New(isSampled: false), New(isSampled: true), New(isSampled: true)];

        Work("budget commit", members, span => span!.Tell("Committed", 3));

        var first = Assert.Single(Ended(members[1]));
        var other = Assert.Single(Ended(members[2]));
        Assert.Empty(Ended(members[0]));
        Assert.Equal((members[1].SpanId, members[2].SpanId), (first.ParentSpanId, other.ParentSpanId));
        Assert.Equal(first.Context, Assert.Single(other.Links).Context);
        Assert.Equal(first.StartTimeUtc, other.StartTimeUtc);
        Assert.All([first, other], span => Assert.Equal(("Committed", 3), (span.GetTagItem("donatello.commit.outcome"), span.GetTagItem("donatello.commit.size"))));
    }

    [Fact]
    public void Work_HangsBelowTheFirstSampledMember()
    {
        ActivityContext[] members = [New(isSampled: false), New(isSampled: true)];

        Work("budget commit", members, _ => Assert.Equal(members[1].TraceId, Activity.Current!.TraceId));
    }

    [Fact]
    public void Work_NobodySampled_LeavesNoSpanAndNoneBelowIt()
    {
        ActivityContext[] members = [New(isSampled: false), New(isSampled: false)];

        Work("budget commit", members, _ => Assert.Equal((members[0].TraceId, false), (Activity.Current!.TraceId, Activity.Current.Recorded)));

        Assert.All(members, member => Assert.Empty(Ended(member)));
    }

    [Fact]
    public void Continue_BelongsToThatTraceAndNotToWhoeverIsAtWork()
    {
        using var stranger = new Activity("stranger").Start();
        var mine = New(isSampled: true);

        using (var span = Tracing.Continue("drive generation", $"00-{mine.TraceId}-{mine.SpanId}-01"))
        {
            Assert.Equal((mine.TraceId, mine.SpanId), (span!.TraceId, span.ParentSpanId));
        }

        using var own = Tracing.Continue("drive generation", traceParent: null);
        Assert.NotEqual(stranger.TraceId, own?.TraceId);
    }

    public void Dispose() => _listener.Dispose();

    private static void Work(string name, ActivityContext[] members, Action<SharedSpan?> work)
    {
        using var span = SharedSpan.Begin(name, members, static member => member);
        work(span);
    }

    private List<Activity> Ended(ActivityContext member) => [.. _ended.Where(span => span.TraceId == member.TraceId && span.Recorded)];

    private static ActivityContext New(bool isSampled) =>
        new(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), isSampled ? ActivityTraceFlags.Recorded : ActivityTraceFlags.None);
}
