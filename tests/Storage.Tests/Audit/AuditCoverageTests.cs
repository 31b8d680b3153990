using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Contracts.Limits;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Audit;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Organizations;
using DonatelloAI.Grains.Sessions;
using DonatelloAI.Grains.Users;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Generations;
using DonatelloAI.Storage.Limits;
using DonatelloAI.Storage.Organizations;
using DonatelloAI.Storage.Sessions;
using DonatelloAI.Storage.Tests.Generations;
using DonatelloAI.Storage.Tests.Organizations;
using DonatelloAI.Storage.Tests.Schema;
using DonatelloAI.Storage.Tests.Sessions;
using DonatelloAI.Storage.Tests.Users;
using DonatelloAI.Storage.Users;

namespace DonatelloAI.Storage.Tests.Audit;

/// <summary>What stores write into the outbox has a meaning in the log, and all of its fields pass. The ledger's events are held by its own tests.</summary>
public sealed class AuditCoverageTests
{
    private static readonly OutboxSigner Signer = new(new byte[32]);
    private static readonly Guid Id = Guid.CreateVersion7();
    private static readonly DateTimeOffset At = SampleRows.Moment;

    [Fact]
    public void Events_OfEveryStore_HaveAMeaningAndLoseNoField()
    {
        List<OutboxRow> rows =
        [
            .. OfGenerations(), .. OfKeys(), .. OfPreferences(), .. OfSessions(), .. OfAllotments(), .. OfOrganizations(), .. OfFailures(), .. OfErasures(),
        ];

        Assert.All(rows, row => Assert.Contains(row.EventType, AuditMapping.EventTypes));
        Assert.All(rows, row => Assert.DoesNotContain("omitted", AuditMetadata.Of(row.Id, 1, row.Payload), StringComparison.Ordinal));
        Assert.All(rows, row => Assert.True(Signer.IsAuthentic(row)));
    }

    private static IEnumerable<OutboxRow> OfGenerations()
    {
        var events = new GenerationEvents(Signer, Id, new GenerationOwner(Id, Id, Id), 1, At);
        var conclusion = new AttemptConclusion { GenerationId = Id, AttemptNo = 1, State = AttemptState.Failed, Billed = BilledState.No, Requeue = true, At = At };
        return
        [
            events.Started(GenerationWriteSamples.Attempt()),
            events.TakenOver(2),
            events.Concluded(conclusion),
            events.Concluded(conclusion with { Requeue = false, ErrorClass = "timeout" }),
            events.CancelRequested(Id),
            events.EndedUnsettled(new GenerationEnd { Outcome = GenerationOutcome.Failed, ExpectedVersion = 1, ErrorCode = "provider_error" }),
            events.EndedUnsettled(new GenerationEnd { Outcome = GenerationOutcome.Cancelled, ExpectedVersion = 1, ActorId = Id }),
            events.Deleted(Id),
            events.Erased(Id),
        ];
    }

    private static IEnumerable<OutboxRow> OfKeys()
    {
        var (owner, key) = (NewOwner(), UserStoreTests.NewKey());
        return [UserEvents.KeyCreated(owner, key, Signer), UserEvents.KeyRevoked(owner, key with { RevokedAt = At }, Signer)];
    }

    private static IEnumerable<OutboxRow> OfPreferences()
    {
        var edit = PreferenceStoreTests.NewEdit(Id, Id, "gallery.columns", "4");
        return [PreferenceStore.Event("preference.set", edit, Signer), PreferenceStore.Event("preference.removed", edit, Signer)];
    }

    private static IEnumerable<OutboxRow> OfSessions()
    {
        var session = SessionStoreTests.NewSession(Id, Id);
        return
        [
            SessionEvents.Opened(session, Signer),
            SessionEvents.Refreshed(session, session, Signer),
            SessionEvents.Ended(session, new SessionEnding(At, SessionEndings.TokenReused, null), Signer),
            SessionEvents.Ended(session, new SessionEnding(At, SessionEndings.ByAdministrator, Id), Signer),
        ];
    }

    private static IEnumerable<OutboxRow> OfFailures()
    {
        var count = new FailureCount { Attempts = 10_000, Addresses = 3, FirstAt = At, LastAt = At.AddMinutes(1) };
        return FailureEvents.Of(new FailureReport(Id, [count, count with { OrganizationId = Id, Reason = AuthenticationRefusal.InvalidApiKey }]), Signer);
    }

    private static IEnumerable<OutboxRow> OfAllotments()
    {
        var change = new AllotmentChange
        {
            OrganizationId = Id,
            ExpectedVersion = 3,
            MonthlyCap = Money.FromAud(10),
            IsCapChange = true,
            Allotments = [new NewAllotment(Id, null, Money.FromAud(10))],
        };
        return AllotmentEvents.Of(change, new AllotmentCause(Id, Id, At), Signer);
    }

    private static IEnumerable<OutboxRow> OfOrganizations()
    {
        var (edit, user) = (OrganizationSamples.ClosedDepartment(), OrganizationSamples.NewPerson());
        return
        [
            OrganizationEvents.DepartmentChanged(edit, Signer),
            OrganizationEvents.OrganizationChanged(OrganizationSamples.NewOrganization(), Signer),
            OrganizationEvents.OrganizationChanged(OrganizationSamples.ClosedOrganization(), Signer),
            OrganizationEvents.OrganizationChanged(OrganizationSamples.ClosedOrganization() with { After = OrganizationSamples.NewOrganization().After }, Signer),
            OrganizationEvents.OrganizationChanged(Opened(), Signer),
            OrganizationEvents.DepartmentChanged(edit with { Before = edit.After, After = edit.Before }, Signer),
            OrganizationEvents.DepartmentChanged(edit with { After = edit.Before }, Signer),
            OrganizationUserStore.Event(OrganizationSamples.Refused(), Signer),
            OrganizationUserStore.Event(OrganizationSamples.Refused() with { Role = null }, Signer),
            OrganizationUserStore.Event(user, Signer),
            OrganizationUserStore.Event(user with { IsNew = false, Fields = ["email"] }, Signer),
            OrganizationUserStore.Event(user with { IsNew = false, Fields = ["is_active"] }, Signer),
            OrganizationUserStore.Event(user with { IsNew = false, Fields = ["is_active"], After = user.After with { IsActive = false } }, Signer),
        ];
    }

    private static IEnumerable<OutboxRow> OfErasures()
    {
        var start = new ErasureStart(OrganizationSamples.NewPerson().After, [new OrganizationFence(Id, 1)], Id, At);
        return
        [
            UserEvents.KeyRevokedWithOwner(start, Id, Signer),
            ErasurePlans.Event(start.User.OrganizationId, start.User.Id, Id, ErasurePlans.BegunEvent, 1, At, Signer),
            ErasurePlans.Event(start.User.OrganizationId, start.User.Id, Id, ErasurePlans.CompletedEvent, 2, At, Signer),
        ];
    }

    private static OrganizationEdit Opened()
    {
        var closed = OrganizationSamples.ClosedOrganization();
        return closed with { Before = closed.After, After = closed.Before! };
    }

    private static UserAccount NewOwner() => new()
    {
        Id = Id,
        OrganizationId = Id,
        Role = UserRole.PowerUser,
        IsActive = true,
        IsDepartmentActive = true,
        IsOrganizationActive = true,
        Email = "sealed",
        MfaEnabled = false,
        Keys = [],
    };
}
