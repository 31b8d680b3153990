using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Grains.Tests.Providers;

namespace DonatelloAI.Grains.Tests.Generations;

/// <summary>The next step of a generation, read off its rows.</summary>
public sealed class GenerationCourseTests
{
    private static readonly Guid Id = Guid.CreateVersion7();

    [Theory]
    [InlineData(GenerationStatus.Completed)]
    [InlineData(GenerationStatus.Failed)]
    [InlineData(GenerationStatus.Cancelled)]
    public void Next_OfWhatHasEnded_IsRestWhateverItsAttempts(GenerationStatus status)
    {
        Assert.IsType<RestStep>(Next(Record(status), hasSlot: true));
        Assert.All(Enum.GetValues<AttemptState>(), state => Assert.IsType<RestStep>(Next(Record(status, Attempt(1, state, isExpired: true)), hasSlot: true)));
    }

    [Fact]
    public void Next_OfWhatWaits_IsACallWithASlotAndTheQueueWithout()
    {
        Assert.Equal(new CallStep(1, Hold(1)), Next(Record(GenerationStatus.Pending), hasSlot: true));
        Assert.IsType<QueueStep>(Next(Record(GenerationStatus.Pending), hasSlot: false));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Next_OfWhatWaitsAndIsCalledOff_IsTheEnd(bool hasSlot)
    {
        Assert.Equal(new CallOffStep(Hold(1)), Next(CalledOff(Record(GenerationStatus.Pending)), hasSlot));
        Assert.Equal(new CallOffStep(Hold(2)), Next(CalledOff(Record(GenerationStatus.Pending, Attempt(1, AttemptState.Unknown))), hasSlot));
    }

    [Theory]
    [InlineData(AttemptState.Failed, 1)]
    [InlineData(AttemptState.Refused, 1)]
    [InlineData(AttemptState.Released, 1)]
    [InlineData(AttemptState.Unknown, 2)]
    [InlineData(AttemptState.Settled, 2)]
    public void Next_OfWhatWaitsAgain_PaysFromTheHoldThatMayBeUsed(AttemptState last, int hold) =>
        Assert.Equal(new CallStep(2, Hold(hold)), Next(Record(GenerationStatus.Pending, Attempt(1, last)), hasSlot: true));

    [Fact]
    public void HoldOfNext_AfterAFailureThatPaidFromATopUp_PassesThatHoldOn()
    {
        var record = Record(GenerationStatus.Pending, Attempt(1, AttemptState.Unknown), Attempt(2, AttemptState.Failed) with { HoldId = Hold(2) });

        Assert.Equal(Hold(2), GenerationCourse.HoldOfNext(record));
    }

    [Theory]
    [InlineData(AttemptState.Started, false, typeof(RestStep))]
    [InlineData(AttemptState.Started, true, typeof(RecoverStep))]
    [InlineData(AttemptState.Succeeded, false, typeof(RecoverStep))]
    [InlineData(AttemptState.Unknown, false, typeof(FailUnsettledStep))]
    [InlineData(AttemptState.Settled, false, typeof(FailUnsettledStep))]
    [InlineData(AttemptState.Refused, false, typeof(FailStep))]
    [InlineData(AttemptState.Failed, false, typeof(FailStep))]
    [InlineData(AttemptState.Released, false, typeof(FailStep))]
    public void Next_OfWhatIsWorkedOn_FollowsItsLastAttemptWithOrWithoutASlot(AttemptState last, bool isExpired, Type step)
    {
        var record = Record(GenerationStatus.Processing, Attempt(1, AttemptState.Failed), Attempt(2, last, isExpired));

        Assert.IsType(step, Next(record, hasSlot: true));
        Assert.Equal(Next(record, hasSlot: true), Next(record, hasSlot: false));
        Assert.IsType(step, Next(CalledOff(record), hasSlot: false));
    }

    [Theory]
    [InlineData(AttemptState.Failed, true)]
    [InlineData(AttemptState.Refused, true)]
    [InlineData(AttemptState.Released, true)]
    [InlineData(AttemptState.Unknown, false)]
    [InlineData(AttemptState.Settled, false)]
    public void Next_OfWhatItsRunnerUpTookOver_IsMoneyOfItsOwnBeforeAnyCall(AttemptState last, bool replaces)
    {
        var record = Record(GenerationStatus.Pending, Attempt(1, last)) with { ModelName = "brush", FallbackModel = "vendor/brush" };

        Assert.All([true, false], hasSlot => Assert.Equal(new FundStep(record.Attempts[0], replaces), Next(record, hasSlot)));
        var funded = record with { Holds = [new OpenHold(Hold(2), Money.FromAud(1), 1, 1)] };
        Assert.Equal(new CallStep(2, Hold(2)), Next(funded, hasSlot: true));
        Assert.Equal(new CallOffStep(Hold(2)), Next(CalledOff(funded), hasSlot: true));
        Assert.IsType<CallOffStep>(Next(CalledOff(record), hasSlot: false));
    }

    [Fact]
    public void HasRunnerUp_OnceItWasAsked_IsFalse()
    {
        var record = Record(GenerationStatus.Pending, Attempt(1, AttemptState.Failed));
        Assert.False(GenerationCourse.HasRunnerUp(record));
        Assert.True(GenerationCourse.HasRunnerUp(record with { FallbackModel = "second/brush" }));
        Assert.False(GenerationCourse.HasRunnerUp(record with { FallbackModel = record.Model }));
        Assert.False(GenerationCourse.HasRunnerUp(record with { FallbackModel = "second/brush", Attempts = [Attempt(1, AttemptState.Failed) with { ModelProvider = "second", ModelName = "brush" }] }));
    }

    [Fact]
    public void HoldOfNext_WhileAnOperatorReleasedTheLastOne_IsTheOneThatWasOpenedForIt()
    {
        var record = Record(GenerationStatus.Pending, Attempt(1, AttemptState.Released)) with { Holds = [new OpenHold(Hold(2), Money.FromAud(1), 1, 1)] };

        Assert.Equal(Hold(2), GenerationCourse.HoldOfNext(record));
    }

    private static CourseStep Next(GenerationRecord record, bool hasSlot) => GenerationCourse.Next(record, hasSlot);

    private static Guid Hold(int attemptNo) => DerivedId.Hold(Id, attemptNo);

    private static GenerationRecord CalledOff(GenerationRecord record) => record with { CancelRequestedAt = Sample.Now };

    private static GenerationRecord Record(GenerationStatus status, params AttemptRecord[] attempts) => new()
    {
        Id = Id,
        OrganizationId = Guid.Empty,
        DepartmentId = Guid.Empty,
        UserId = Guid.Empty,
        ModelProvider = "vendor",
        ModelName = "painter",
        PromptEncrypted = "",
        Status = status,
        Version = attempts.Length,
        MetadataJson = "{}",
        CreatedAt = Sample.Now,
        Attempts = attempts,
    };

    private static AttemptRecord Attempt(int number, AttemptState state, bool isExpired = false) => new()
    {
        AttemptNo = number,
        HoldId = Hold(1),
        ModelProvider = "vendor",
        ModelName = "painter",
        CallKind = CallKind.Unconfirmable,
        State = state,
        Owner = "somebody",
        LeaseUntil = Sample.Now,
        LeaseExpired = isExpired,
        StartedAt = Sample.Now,
    };
}
