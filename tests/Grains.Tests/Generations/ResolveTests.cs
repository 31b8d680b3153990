using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Grains.Tests.Providers;

namespace DonatelloAI.Grains.Tests.Generations;

/// <summary>An operator's word on an attempt that nobody could clear up: it counts once, whoever else decides at the same time.</summary>
public sealed class ResolveTests(SqliteGround ground) : IClassFixture<SqliteGround>
{
    private const string Reason = "The vendor's invoice of November.";

    private readonly Dictionary<Guid, Guid> _firstAttempts = [];

    [Fact]
    public async Task Settle_WithoutAnAmount_ChargesTheCeilingAsAssumedUnderTheOperatorsName()
    {
        var (story, world) = await Unknown();

        var resolved = Assert.IsType<AttemptResolved>(await world.Life.Resolve(Word(story, ResolveAction.Settle)));

        Assert.Equal((AttemptOutcome.Settled, AttemptBilling.Yes, Money.Zero, Story.Price), (resolved.Attempt.Outcome, resolved.Attempt.Billed, resolved.Attempt.Held, resolved.Attempt.Charged));
        Assert.Equal(("req-lost", false, null), (resolved.Attempt.ProviderRequestId, resolved.Replayed, resolved.Attempt.AssumedAt));
        Assert.Equal((1, Story.Price, CostSource.Assumed), Assert.Single(await story.Costs()));
        await AssertEntry(story, EntryKind.Settle, Story.Price);
        await AssertAudited(story, "hold.settled");
        await End(story, world);
    }

    [Fact]
    public async Task Settle_AtTheInvoicesAmount_ChargesThatAndReleasesTheRest()
    {
        var (story, world) = await Unknown();

        var resolved = Assert.IsType<AttemptResolved>(await world.Life.Resolve(Word(story, ResolveAction.Settle) with { Amount = Money.FromAud(0.031m) }));

        Assert.Equal(Money.FromAud(0.031m), resolved.Attempt.Charged);
        Assert.Equal((1, Money.FromAud(0.031m), CostSource.Provider), Assert.Single(await story.Costs()));
        Assert.Empty((await story.Ledger()).OpenHolds);
        Assert.Null((await story.Verify()).FirstDifference);
        await world.DisposeAsync();
    }

    [Fact]
    public async Task Release_GivesTheMoneyBackAndLeavesNoCost()
    {
        var (story, world) = await Unknown();

        var resolved = Assert.IsType<AttemptResolved>(await world.Life.Resolve(Word(story, ResolveAction.Release)));

        Assert.Equal((AttemptOutcome.Released, AttemptBilling.No, Money.Zero), (resolved.Attempt.Outcome, resolved.Attempt.Billed, resolved.Attempt.Held));
        Assert.Empty(await story.Costs());
        await AssertEntry(story, EntryKind.Release, Story.Price);
        await AssertAudited(story, "hold.released");
        await End(story, world);
    }

    [Theory]
    [InlineData(ResolveAction.Settle)]
    [InlineData(ResolveAction.Release)]
    public async Task Word_SaidTwice_IsAnsweredTwiceAndCountsOnce(ResolveAction action)
    {
        var (story, world) = await Unknown();
        await world.Life.Resolve(Word(story, action));

        await using var other = new LifeWorld(story);
        Assert.True(Assert.IsType<AttemptResolved>(await other.Life.Resolve(Word(story, action))).Replayed);

        var opposite = action == ResolveAction.Settle ? ResolveAction.Release : ResolveAction.Settle;
        Assert.Equal(AttemptRefusal.NotUnknown, Refused(await other.Life.Resolve(Word(story, opposite))));
        Assert.Equal(AttemptRefusal.NotUnknown, Refused(await other.Life.Resolve(Word(story, action) with { Reason = "Another one." })));
        Assert.Equal(AttemptRefusal.NotUnknown, Refused(await other.Life.Resolve(Word(story, action) with { Caller = Operator(story) })));
        Assert.Equal(action == ResolveAction.Settle ? 1 : 0, (await story.Costs()).Count);
        await End(story, world);
    }

    [Fact]
    public async Task Word_OnWhatIsNoBusinessOfItsSpeaker_FindsNothing()
    {
        var (story, world) = await Unknown();

        Assert.Equal(AttemptRefusal.NotFound, Refused(await world.Life.Resolve(Word(story, ResolveAction.Release) with { AttemptId = Guid.CreateVersion7() })));
        Assert.Equal(AttemptRefusal.NotFound, Refused(await world.Life.Resolve(Word(story, ResolveAction.Release) with { Caller = story.Caller })));
        Assert.Equal(Story.Price, (await story.Find()).Held);
        await End(story, world);
    }

    [Theory]
    [InlineData("settle", "0.040001")]
    [InlineData("settle", "0")]
    [InlineData("settle", "-1")]
    [InlineData("release", "0.01")]
    public async Task Word_WithAnAmountThatCannotBe_NamesTheField(string action, string amount)
    {
        var (story, world) = await Unknown();
        var word = Word(story, action == "settle" ? ResolveAction.Settle : ResolveAction.Release) with
        {
            Amount = Money.FromAud(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture)),
        };

        var refused = Assert.IsType<AttemptRefused>(await world.Life.Resolve(word));

        Assert.Equal((AttemptRefusal.InvalidRequest, "amount_aud"), (refused.Reason, refused.Field));
        await End(story, world);
    }

    [Fact]
    public async Task Word_WithoutAReason_IsRefused()
    {
        foreach (var action in Enum.GetValues<ResolveAction>())
        {
            var (story, world) = await Unknown();

            Assert.Equal(AttemptRefusal.InvalidRequest, Refused(await world.Life.Resolve(Word(story, action) with { Reason = " " })));
            Assert.Equal(AttemptRefusal.InvalidRequest, Refused(await world.Life.Resolve(Word(story, action) with { Reason = new string('r', 256) })));
            Assert.Equal(AttemptState.Unknown, (await story.Find()).Attempts[0].State);
            await End(story, world);
        }
    }

    [Fact]
    public async Task Image_ThatTurnedUp_IsChargedByItsOwnFactsAndNotReleased()
    {
        var (story, world) = await Unknown();
        await StoreLate(story, world, Money.FromAud(0.02m));

        Assert.Equal(AttemptRefusal.ImageTurnedUp, Refused(await world.Life.Resolve(Word(story, ResolveAction.Release))));
        Assert.IsType<AttemptResolved>(await world.Life.Resolve(Word(story, ResolveAction.Settle)));

        Assert.Equal((1, Money.FromAud(0.02m), CostSource.Usage), Assert.Single(await story.Costs()));
        await world.DisposeAsync();
    }

    [Fact]
    public async Task Word_WhileTheImageStoreIsOut_ChangesNothing()
    {
        var (story, world) = await Unknown();
        await using var blind = new LifeWorld(story, new Power(call => call.IsOfImages ? Fate.Fail : Fate.Pass));

        Assert.IsType<AttemptUnavailable>(await blind.Life.Resolve(Word(story, ResolveAction.Release)));

        Assert.Equal(AttemptState.Unknown, (await story.Find()).Attempts[0].State);
        await End(story, world);
    }

    [Theory]
    [InlineData(ResolveAction.Settle)]
    [InlineData(ResolveAction.Release)]
    public async Task Word_BesideTheSweepOfTheSameMoment_LeavesOneEnd(ResolveAction action)
    {
        for (var round = 0; round < 8; round++)
        {
            var (story, world) = await Unknown();
            await using var sweeping = new LifeWorld(story);
            story.Clock.Advance(TimeSpan.FromHours(25));

            var said = world.Life.Resolve(Word(story, action));
            await sweeping.Resume();
            await said;

            var released = (await story.Find()).Attempts[0].State == AttemptState.Released;
            Assert.Equal(released ? 0 : 1, (await story.Costs()).Count);
            Assert.Equal(released, await said is AttemptResolved && action == ResolveAction.Release);
            await End(story, world);
        }
    }

    [Fact]
    public async Task Word_WhoseProcessDiesAnywhere_IsSaidAgainAndCountsOnce()
    {
        var failures = new Failures();
        var points = await DryRun();
        foreach (var point in points)
        {
            foreach (var fate in new[] { Fate.CutBefore, Fate.CutAfter, Fate.LoseAnswer, Fate.LoseCall })
            {
                await failures.Note($"{point} {fate}", () => Interrupt(point, fate));
            }
        }

        failures.Report(points.Count * 4);
    }

    [Theory]
    [InlineData(ResolveAction.Settle)]
    [InlineData(ResolveAction.Release)]
    public async Task Word_WhileAnotherAttemptWaits_LeavesThatOneItsOwnHold(ResolveAction action)
    {
        var story = await Story.Begin(ground, CallKind.Unconfirmable);
        story.Vendor.Next(Turn.Refusal(ProviderError.OutcomeUnknown, BilledState.Unknown, isBilled: action == ResolveAction.Settle));
        await using var world = new LifeWorld(story);
        await world.Submit();
        await world.Drive();
        var waiting = await story.Find();
        Assert.Equal((GenerationStatus.Pending, 2), (waiting.Status, waiting.Holds.Count));
        _firstAttempts[story.Id] = waiting.Attempts[0].Id;

        Assert.IsType<AttemptResolved>(await world.Life.Resolve(Word(story, action)));
        await world.DriveToEnd();

        var record = await story.Find();
        Assert.Equal((GenerationStatus.Completed, Money.Zero), (record.Status, record.Held));
        Assert.NotEqual(record.Attempts[0].HoldId, record.Attempts[1].HoldId);
        await Promises.Hold(story, world);
    }

    [Fact]
    public void Desk_HasAWordForEveryStateOfARow()
    {
        Assert.Equal(Enum.GetValues<AttemptState>().Select(state => ((int)state, $"{state}")), Enum.GetValues<AttemptOutcome>().Select(outcome => ((int)outcome, $"{outcome}")));
        Assert.Equal(Enum.GetValues<BilledState>().Select(state => ((int)state, $"{state}")), Enum.GetValues<AttemptBilling>().Select(billing => ((int)billing, $"{billing}")));
    }

    [Fact]
    public async Task Desk_ListsWhatIsUnknownWithItsMoneyAndPagesThroughIt()
    {
        var stories = new List<Story>();
        for (var i = 0; i < 3; i++)
        {
            var (story, world) = await Unknown();
            stories.Add(story);
            await world.DisposeAsync();
        }

        var organization = new AttemptFilter { Outcome = AttemptOutcome.Unknown, OrganizationId = ground.OrganizationId, Limit = 2 };
        var mine = stories.Select(story => story.Id).ToHashSet();
        var seen = new List<DeskAttempt>();
        for (AttemptCursor? after = null; ;)
        {
            var page = await stories[0].Store.Attempts(organization with { After = after });
            seen.AddRange(page.Where(attempt => mine.Contains(attempt.GenerationId)));
            if (page.Count < 2)
            {
                break;
            }

            after = new AttemptCursor(page[^1].StartedAt, page[^1].Id);
        }

        Assert.Equal(3, seen.Select(attempt => attempt.Id).Distinct().Count());
        Assert.All(seen, attempt => Assert.Equal((Story.Price, "req-lost", "outcome_unknown"), (attempt.Remaining, attempt.ProviderRequestId, attempt.ErrorClass)));
        Assert.Empty(await stories[0].Store.Attempts(organization with { Provider = "nobody" }));
        Assert.Empty(await stories[0].Store.Attempts(organization with { OrganizationId = Guid.CreateVersion7() }));
        Assert.Single(await stories[0].Store.Attempts(organization with { DepartmentId = stories[0].DepartmentId }));
        Assert.Empty(await stories[0].Store.Attempts(organization with { From = stories[0].Clock.GetUtcNow() + TimeSpan.FromDays(1) }));
        Assert.Empty(await stories[0].Store.Attempts(organization with { To = stories[0].Clock.GetUtcNow() - TimeSpan.FromDays(1) }));
    }

    /// <summary>A generation that ended while nobody knew what its only attempt cost.</summary>
    private async Task<(Story Story, LifeWorld World)> Unknown(Power? power = null)
    {
        var story = await Story.Begin(ground, CallKind.Unconfirmable, maxRetries: 0);
        story.Vendor.Next(new Turn(new ProviderRefused { Error = ProviderError.OutcomeUnknown, Billed = BilledState.Unknown, Message = "Lost.", RequestId = "req-lost" }));
        await using (var caller = new LifeWorld(story))
        {
            await caller.Submit();
            await caller.Drive();
        }

        var record = await story.Find();
        Assert.Equal((GenerationStatus.Failed, AttemptState.Unknown), (record.Status, record.Attempts[0].State));
        _firstAttempts[story.Id] = record.Attempts[0].Id;
        return (story, new LifeWorld(story, power));
    }

    private async Task<IReadOnlyList<PortCall>> DryRun()
    {
        var (story, world) = await Unknown(new Power());
        Assert.IsType<AttemptResolved>(await world.Life.Resolve(Word(story, ResolveAction.Settle)));
        var calls = world.Power.Calls;
        await End(story, world);
        return calls;
    }

    private async Task Interrupt(PortCall point, Fate fate)
    {
        var (story, mortal) = await Unknown(new Power(call => call.Number == point.Number ? fate : Fate.Pass));
        var word = Word(story, ResolveAction.Settle);
        try
        {
            var said = mortal.Life.Resolve(word);
            if (await Task.WhenAny(said, mortal.Power.Hanging) == said)
            {
                await said;
            }
        }
        catch (PowerCutException)
        {
            // Its process is gone; the operator asks again.
        }

        await mortal.DisposeAsync();
        await using var survivor = new LifeWorld(story);
        Assert.IsType<AttemptResolved>(await survivor.Life.Resolve(word));
        Assert.Single(await story.Costs());
        await Promises.Hold(story, survivor);
    }

    private ResolveAttempt Word(Story story, ResolveAction action) => new()
    {
        AttemptId = _firstAttempts[story.Id],
        Caller = story.Caller with { Role = UserRole.SuperAdmin },
        Action = action,
        Reason = Reason,
    };

    private static Caller Operator(Story story) => story.Caller with { UserId = Guid.CreateVersion7(), Role = UserRole.SuperAdmin };

    private static AttemptRefusal Refused(AttemptReply reply) => Assert.IsType<AttemptRefused>(reply).Reason;

    private static async Task StoreLate(Story story, LifeWorld world, Money cost)
    {
        var record = await story.Find();
        var facts = new ImageFacts
        {
            AttemptNo = 1,
            HoldId = record.Attempts[0].HoldId,
            Model = story.Model.Name,
            ProviderCostMicros = cost.Micros,
            CostSource = CostSource.Usage,
            GenerationTimeMs = 1,
        };
        await world.Services.Images.Create(
            new ImageName(record.OrganizationId, record.Id, 1, ImagePart.Image), new ImageContent(new byte[] { 1 }, "image/png", facts.ToJson()));
    }

    private static async Task AssertEntry(Story story, EntryKind kind, Money amount)
    {
        await using var context = await story.Ground.Database.Contexts.CreateDbContextAsync();
        var entry = context.BudgetEntries.Where(row => row.GenerationId == story.Id).OrderBy(row => row.Sequence).ToList()[^1];
        Assert.Equal((kind, amount, story.UserId, Reason), (entry.Kind, entry.AmountAud, entry.ActorId, entry.Reason));
    }

    private static async Task AssertAudited(Story story, string type)
    {
        var hold = (await story.Find()).Attempts[0].HoldId;
        await using var context = await story.Ground.Database.Contexts.CreateDbContextAsync();
        var row = Assert.Single(context.Outbox.Where(row => row.SubjectId == hold).ToList());
        Assert.Equal((type, story.UserId), (row.EventType, row.UserId));
        Assert.Contains($"\"actor_id\":\"{story.UserId}\"", row.Payload, StringComparison.Ordinal);
    }

    private static async Task End(Story story, LifeWorld world)
    {
        await Promises.Hold(story, world);
        await world.DisposeAsync();
    }
}
