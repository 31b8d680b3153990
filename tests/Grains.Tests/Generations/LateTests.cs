using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Testing;
using Microsoft.Extensions.Time.Testing;

namespace DonatelloAI.Grains.Tests.Generations;

/// <summary>
/// An answer that comes after its attempt was decided: it is kept, it moves no money twice, and no image stays in a generation that was
/// deleted.
/// </summary>
public sealed class LateTests(SqliteGround ground) : IClassFixture<SqliteGround>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(null)]
    [InlineData(ResolveAction.Settle)]
    [InlineData(ResolveAction.Release)]
    public async Task Answer_AfterSweepOrOperatorDecided_IsKeptWithItsAttemptAndMovesNoMoney(ResolveAction? word)
    {
        var (story, zombie, gate) = await Decided(word);
        var before = (Costs: await story.Costs(), (await story.Find()).Cost);

        gate.Open();
        await zombie.Rest();

        var attempt = (await story.Find()).Attempts[0];
        Assert.Equal((word == ResolveAction.Release ? AttemptState.Released : AttemptState.Settled, BilledState.Yes), (attempt.State, attempt.Billed));
        Assert.Equal($"req-{story.Id:N}-1", attempt.ProviderRequestId);
        Assert.Equal(Story.Price, ImageFacts.Parse(attempt.FactsJson!).ProviderCost);
        Assert.Equal(before.Costs, await story.Costs());
        Assert.Equal(before.Cost, (await story.Find()).Cost);
        Assert.Equal(GenerationStatus.Failed, (await story.Find()).Status);
        await AssertEvent(story, "generation.late_answer", "\"provider_cost_aud\":\"0.040000\"");
        Assert.True(await ImageExists(story, 1), "the late image is kept");
        Assert.Null((await story.Verify()).FirstDifference);
        await zombie.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Answer_OfAReleasedAttemptBesideAnotherThatRuns_DoesNotEndTheGeneration(bool hasSeenIt)
    {
        var story = await Story.Begin(ground, CallKind.Unconfirmable);
        var (first, second) = (new Gate(), new Gate());
        var calls = 0;
        story.Vendor.During = token => Interlocked.Increment(ref calls) == 1 ? first.Pass(token) : second.Pass(token);
        var zombie = new LifeWorld(story);
        await zombie.Submit();
        zombie.Life.Drive(zombie.Pool.Grant());
        await first.Reached;
        await using var other = new LifeWorld(story);
        await story.Ground.ExpireLeases(story.Id);
        await other.Resume();
        Assert.IsType<AttemptResolved>(await other.Life.Resolve(Word(story, await FirstOf(story), ResolveAction.Release)));
        other.Life.Drive(other.Pool.Grant());
        await second.Reached;
        if (hasSeenIt)
        {
            // Whoever asks a process something makes it read the rows as they are.
            Assert.IsType<GenerationRefused>(await zombie.Life.Delete(story.Caller));
        }

        first.Open();
        await zombie.Rest();
        Assert.Equal((GenerationStatus.Processing, AttemptState.Released), ((await story.Find()).Status, (await story.Find()).Attempts[0].State));

        second.Open();
        await other.Rest();
        var ended = await story.Find();
        Assert.Equal((GenerationStatus.Completed, Story.Price, Money.Zero), (ended.Status, ended.Cost, ended.Held));
        Assert.Equal(2, Assert.Single(await story.Costs()).AttemptNo);
        Assert.Null((await story.Verify()).FirstDifference);
        await zombie.DisposeAsync();
    }

    [Fact]
    public async Task Answer_ForADeletedGeneration_LeavesNoFile()
    {
        var (story, zombie, gate) = await Abandoned();
        await using var other = new LifeWorld(story);
        Assert.IsType<GenerationAnswer>(await other.Life.Delete(story.Caller));

        gate.Open();
        await zombie.Rest();

        Assert.Equal((AttemptState.Settled, 1), ((await story.Find()).Attempts[0].State, (await story.Costs()).Count));
        Assert.False(await ImageExists(story, 1), "the image of a deleted generation is gone");
        Assert.Null((await story.Verify()).FirstDifference);
        await zombie.DisposeAsync();
    }

    [Fact]
    public async Task Answer_ForADeletedGenerationWhoseMakerKnowsThatItLostItsLease_IsNotEvenStored()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
        var (story, zombie, gate) = await Abandoned(time);
        await using var other = new LifeWorld(story);
        Assert.IsType<GenerationAnswer>(await other.Life.Delete(story.Caller));
        await Eventually.True(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(5));
                return zombie.Life.HasLostItsLease;
            },
            Patience,
            "the loss was noticed");

        gate.Open();
        await zombie.Rest();

        Assert.Equal((AttemptState.Settled, 1), ((await story.Find()).Attempts[0].State, (await story.Costs()).Count));
        Assert.DoesNotContain(zombie.Power.Calls, call => call.Method == nameof(IImageStore.Create));
        await zombie.DisposeAsync();
    }

    [Fact]
    public async Task Deletion_BesideAnImageThatTurnedUp_SettlesWhatItSaysAndRemovesIt()
    {
        var (story, world) = await WithLateImage();

        Assert.IsType<GenerationAnswer>(await world.Life.Delete(story.Caller));

        Assert.Equal((1, Money.FromAud(0.02m), CostSource.Usage), Assert.Single(await story.Costs()));
        Assert.False(await ImageExists(story, 1), "the image is gone");
        Assert.Empty((await story.Ledger()).OpenHolds);
        await world.DisposeAsync();
    }

    [Fact]
    public async Task Deletion_WhoseProcessDiesAnywhere_IsRepeatedUntilNothingIsLeft()
    {
        var failures = new Failures();
        var (dry, dryWorld) = await WithLateImage();
        var first = dryWorld.Power.Calls.Count;
        await dryWorld.Life.Delete(dry.Caller);
        var points = dryWorld.Power.Calls.Skip(first).ToList();
        await dryWorld.DisposeAsync();
        foreach (var point in points)
        {
            foreach (var fate in new[] { Fate.CutBefore, Fate.CutAfter })
            {
                await failures.Note($"{point} {fate}", () => InterruptDeletion(point.Number - first, fate));
            }
        }

        failures.Report(points.Count * 2);
    }

    [Fact]
    public async Task Sweep_OfADeletedGeneration_RemovesTheImageThatSaidWhatItCost()
    {
        var (story, world) = await WithLateImage(store: false);
        Assert.IsType<GenerationAnswer>(await world.Life.Delete(story.Caller));
        await StoreLate(story, world);

        await world.AssumeAfterADay();

        Assert.Equal((1, Money.FromAud(0.02m), CostSource.Usage), Assert.Single(await story.Costs()));
        Assert.False(await ImageExists(story, 1), "the image is gone");
        await world.DisposeAsync();
    }

    [Fact]
    public async Task Sweep_OfAnUnknownAttempt_KeepsTheVendorsRequestId()
    {
        var (story, world) = await WithLateImage(store: false);

        await world.AssumeAfterADay();

        var attempt = (await story.Find()).Attempts[0];
        Assert.Equal((AttemptState.Settled, "req-lost"), (attempt.State, attempt.ProviderRequestId));
        await world.DisposeAsync();
    }

    /// <summary>A process in the middle of its call, whose attempt another one took for lost; the generation has failed.</summary>
    private async Task<(Story Story, LifeWorld Zombie, Gate Gate)> Abandoned(TimeProvider? time = null)
    {
        var story = await Story.Begin(ground, CallKind.Unconfirmable, maxRetries: 0);
        var gate = new Gate();
        story.Vendor.During = gate.Pass;
        var zombie = new LifeWorld(story, time: time);
        await zombie.Submit();
        zombie.Life.Drive(zombie.Pool.Grant());
        await gate.Reached;
        await story.Ground.ExpireLeases(story.Id);
        await using var other = new LifeWorld(story);
        await other.Resume();
        Assert.Equal((GenerationStatus.Failed, AttemptState.Unknown), ((await story.Find()).Status, (await story.Find()).Attempts[0].State));
        return (story, zombie, gate);
    }

    /// <summary>The same, and then the sweep or an operator decided what the attempt cost.</summary>
    private async Task<(Story Story, LifeWorld Zombie, Gate Gate)> Decided(ResolveAction? word)
    {
        var (story, zombie, gate) = await Abandoned();
        await using var other = new LifeWorld(story);
        if (word is { } action)
        {
            Assert.IsType<AttemptResolved>(await other.Life.Resolve(Word(story, await FirstOf(story), action)));
        }
        else
        {
            await other.AssumeAfterADay();
        }

        Assert.NotEqual(AttemptState.Unknown, (await story.Find()).Attempts[0].State);
        return (story, zombie, gate);
    }

    /// <summary>A generation that failed while nobody knew what its attempt cost, and an image of it that says so.</summary>
    private async Task<(Story Story, LifeWorld World)> WithLateImage(bool store = true, Power? power = null)
    {
        var story = await Story.Begin(ground, CallKind.Unconfirmable, maxRetries: 0);
        story.Vendor.Next(new Turn(new ProviderRefused { Error = ProviderError.OutcomeUnknown, Billed = BilledState.Unknown, Message = "Lost.", RequestId = "req-lost" }));
        await using (var caller = new LifeWorld(story))
        {
            await caller.Submit();
            await caller.Drive();
            if (store)
            {
                await StoreLate(story, caller);
            }
        }

        return (story, new LifeWorld(story, power));
    }

    private async Task InterruptDeletion(int number, Fate fate)
    {
        var (story, mortal) = await WithLateImage(power: new Power(call => call.Number == number ? fate : Fate.Pass));
        try
        {
            await mortal.Life.Delete(story.Caller);
        }
        catch (PowerCutException)
        {
            // The caller hears nothing and asks again.
        }

        Assert.True(mortal.Power.IsOut, "the process did not get that far");
        await mortal.DisposeAsync();
        await using var survivor = new LifeWorld(story);
        Assert.IsType<GenerationAnswer>(await survivor.Life.Delete(story.Caller));
        Assert.Equal((1, Money.FromAud(0.02m), CostSource.Usage), Assert.Single(await story.Costs()));
        Assert.False(await ImageExists(story, 1), "the image is gone");
    }

    private static async Task StoreLate(Story story, LifeWorld world)
    {
        var record = await story.Find();
        var facts = new ImageFacts
        {
            AttemptNo = 1,
            HoldId = record.Attempts[0].HoldId,
            Model = story.Model.Name,
            ProviderCostMicros = Money.FromAud(0.02m).Micros,
            CostSource = CostSource.Usage,
            GenerationTimeMs = 1,
        };
        await world.Services.Images.Create(
            new ImageName(record.OrganizationId, record.Id, 1, ImagePart.Image), new ImageContent(new byte[] { 1 }, "image/png", facts.ToJson()));
    }

    private static async Task<Guid> FirstOf(Story story) => (await story.Find()).Attempts[0].Id;

    private static ResolveAttempt Word(Story story, Guid attemptId, ResolveAction action) => new()
    {
        AttemptId = attemptId,
        Caller = story.Caller with { Role = UserRole.SuperAdmin },
        Action = action,
        Reason = "The vendor says so.",
    };

    private static Task<bool> ImageExists(Story story, int attemptNo) => story.Ground.NewImageStore(TimeProvider.System)
        .Exists(new ImageName(story.Ground.OrganizationId, story.Id, attemptNo, ImagePart.Image));

    private static async Task AssertEvent(Story story, string type, string part)
    {
        await using var context = await story.Ground.Database.Contexts.CreateDbContextAsync();
        var row = Assert.Single(context.Outbox.Where(row => row.SubjectId == story.Id && row.EventType == type).ToList());
        Assert.Contains(part, row.Payload, StringComparison.Ordinal);
    }
}
