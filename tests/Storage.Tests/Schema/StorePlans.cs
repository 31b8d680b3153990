using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Audit;
using DonatelloAI.Grains.Organizations;
using DonatelloAI.Grains.Sessions;
using DonatelloAI.Grains.Users;
using DonatelloAI.Storage.Audit;
using DonatelloAI.Storage.Budgets;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Encryption;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Organizations;
using DonatelloAI.Storage.Providers;
using DonatelloAI.Storage.Sessions;
using DonatelloAI.Storage.Tests.Budgets;
using DonatelloAI.Storage.Tests.Generations;
using DonatelloAI.Storage.Tests.Organizations;
using DonatelloAI.Storage.Tests.Providers;
using DonatelloAI.Storage.Tests.Sessions;
using DonatelloAI.Storage.Tests.Users;
using DonatelloAI.Storage.Users;
using Microsoft.EntityFrameworkCore.Metadata;

namespace DonatelloAI.Storage.Tests.Schema;

/// <summary>A commit of every kind that each store makes, on SQL Server's model, with the shapes that they have to use up.</summary>
internal static class StorePlans
{
    private static readonly Dictionary<string, Func<IModel, (CommitPlan[] Plans, RowShape[] Shapes)>> Samples = new(StringComparer.Ordinal)
    {
        ["budgets"] = Budgets,
        ["generations"] = static _ => Generations(),
        ["keys"] = Keys,
        ["preferences"] = Preferences,
        ["sessions"] = Sessions,
        ["organizations"] = Organizations,
        ["catalogue"] = Catalogue,
        ["erasures"] = Erasures,
        ["audit relay"] = AuditRelay,
    };

    public static OutboxSigner Signer { get; } = new(new byte[32]);

    public static IReadOnlyCollection<string> Stores => Samples.Keys;

    public static (CommitPlan[] Plans, RowShape[] Shapes) Of(string store)
    {
        using var context = DonatelloContexts.Open(StorageEngine.SqlServer, "Server=127.0.0.1");
        return Samples[store](context.Model);
    }

    private static RowShape[] ShapesOf(params object[] sets) =>
        [.. sets.SelectMany(static set => set.GetType().GetProperties().Select(shape => shape.GetValue(set)).OfType<RowShape>())];

    private static (CommitPlan[] Plans, RowShape[] Shapes) Generations()
    {
        var (plans, shapes) = GenerationWriteSamples.All();
        return ([.. plans], ShapesOf(shapes));
    }

    private static (CommitPlan[] Plans, RowShape[] Shapes) Budgets(IModel model)
    {
        var shapes = new BudgetShapes(model);
        return ([BudgetStore.Plan(SampleChanges.OfEveryKind(), shapes, Signer)], ShapesOf(shapes));
    }

    private static (CommitPlan[] Plans, RowShape[] Shapes) Keys(IModel model)
    {
        var shapes = new UserShapes(model);
        var (owner, key) = (NewAccount(), UserStoreTests.NewKey());
        var revoked = key with { IsActive = false, RevokedAt = key.CreatedAt };
        return (
        [
            UserStore.AddPlan(owner, key, shapes, Signer),
            UserStore.RevokePlan(owner, revoked, shapes, Signer),
            UserStore.UsePlan(key.Id, key.CreatedAt, shapes),
        ], ShapesOf(shapes));
    }

    private static (CommitPlan[] Plans, RowShape[] Shapes) Preferences(IModel model)
    {
        var shapes = new PreferenceShapes(model);
        var edit = PreferenceStoreTests.NewEdit(Guid.CreateVersion7(), Guid.CreateVersion7(), "theme", "1");
        return (
        [
            PreferenceStore.SetPlan(edit, shapes, Signer),
            PreferenceStore.SetPlan(edit with { IsNew = false }, shapes, Signer),
            PreferenceStore.RemovePlan(edit, shapes, Signer),
        ], ShapesOf(shapes));
    }

    private static (CommitPlan[] Plans, RowShape[] Shapes) Sessions(IModel model)
    {
        var (sessions, people) = (new SessionShapes(model), new SignInShapes(model));
        var (one, other) = (SessionStoreTests.NewSession(Guid.CreateVersion7(), Guid.CreateVersion7()), SessionStoreTests.NewSession(Guid.CreateVersion7(), Guid.CreateVersion7()));
        return (
        [
            SessionStore.AddPlan(one, [other], sessions, Signer),
            SessionStore.RenewPlan(one, one with { LastUsedAt = one.LastUsedAt.AddMinutes(1) }, sessions, Signer),
            SessionStore.EndPlan([one, other], new SessionEnding(one.LastUsedAt, SessionEndings.SignedOut, one.UserId), sessions, Signer),
            SessionStore.RemovePlan([one.Id, other.Id], sessions),
            SignInStore.AddPlan(SignInStoreTests.NewPerson(Guid.CreateVersion7(), "subject"), new byte[32], people, Signer),
            SignInStore.MarkPlan(one.UserId, one.LastUsedAt, true, people),
            SignInStore.MarkPlan(one.UserId, one.LastUsedAt, false, people),
        ], ShapesOf(sessions, people));
    }

    private static (CommitPlan[] Plans, RowShape[] Shapes) Organizations(IModel model)
    {
        var (departments, people) = (new OrganizationShapes(model), new OrganizationUserShapes(model));
        var (edit, user) = (OrganizationSamples.ClosedDepartment(), OrganizationSamples.NewPerson());
        return (
        [
            OrganizationStore.Plan(edit, departments, Signer),
            OrganizationStore.Plan(OrganizationSamples.NewOrganization(), departments, Signer),
            OrganizationStore.Plan(OrganizationSamples.ClosedOrganization(), departments, Signer),
            OrganizationStore.Plan(OrganizationSamples.FrozenDepartment(), departments, Signer),
            OrganizationStore.Plan(OrganizationSamples.ThawedOrganization(), departments, Signer),
            OrganizationUserStore.Plan(user, OrganizationSamples.Emails, people, Signer),
            OrganizationUserStore.Plan(user with { IsNew = false }, OrganizationSamples.Emails, people, Signer),
        ], ShapesOf(departments, departments.Freezes, people));
    }

    private static (CommitPlan[] Plans, RowShape[] Shapes) Catalogue(IModel model)
    {
        var shapes = new CatalogueShapes(model);
        return (
        [
            CatalogueStore.Plan(CatalogueSamples.NewEntry(), shapes, Signer),
            CatalogueStore.Plan(CatalogueSamples.ChangedEntry(), shapes, Signer),
            CatalogueStore.Plan(CatalogueSamples.NewRate(), shapes, Signer),
        ], ShapesOf(shapes, shapes.Freezes));
    }

    private static (CommitPlan[] Plans, RowShape[] Shapes) Erasures(IModel model)
    {
        var shapes = new ErasureShapes(model);
        var plans = new ErasurePlans(shapes, Signer);
        var user = OrganizationSamples.NewPerson();
        var start = new ErasureStart(user.After, user.Fences, user.ActorId, user.At);
        var key = DataKeyWrites.Mark(user.After.Id, user.After.OrganizationId, 1, user.At);
        key.WrappedKey = new byte[DataKeyWrap.WrappedBytes];
        var rows = new ErasureRows([key], [Guid.CreateVersion7()], [SessionStoreTests.NewSession(user.After.Id, user.After.OrganizationId)]);
        var certificate = new ErasureCertificate
        {
            UserId = user.After.Id,
            OrganizationId = user.After.OrganizationId,
            RequestedBy = user.ActorId,
            RequestedAt = user.At,
            DataKeys = [],
            SessionsEnded = 0,
            ApiKeysRevoked = 0,
            GenerationsCancelled = 0,
            GenerationsErased = 0,
            ImagesRemoved = 0,
            GenerationsLeft = 0,
            Kept = [],
        };
        return (
        [
            plans.Begin(start, rows, masterVersion: 1),
            plans.Begin(start, rows with { DataKeys = [] }, masterVersion: 1),
            plans.Complete(new StoredErasure(certificate, user.Fences[0]), user.At),
        ], ShapesOf(shapes));
    }

    private static (CommitPlan[] Plans, RowShape[] Shapes) AuditRelay(IModel model)
    {
        var (outbox, audit) = (new OutboxShapes(model), new AuditShapes(model));
        var entry = AuditMapping.Entry(NewEvent(), TimeProvider.System.GetUtcNow());
        return (
        [
            OutboxStore.ShippedPlan([Guid.CreateVersion7(), Guid.CreateVersion7()], TimeProvider.System.GetUtcNow(), outbox),
            OutboxStore.RemovalPlan([Guid.CreateVersion7(), Guid.CreateVersion7()], outbox),
            RelationalAuditSink.Plan(AuditChain.Extend(ChainHead.Before, [entry, entry]), audit),
        ], ShapesOf(outbox, audit));
    }

    private static OutboxEvent NewEvent() => new()
    {
        Id = Guid.CreateVersion7(),
        OrganizationId = Guid.CreateVersion7(),
        SubjectType = "generation",
        SubjectId = Guid.CreateVersion7(),
        SubjectVersion = 1,
        EventType = "generation.accepted",
        Payload = "{}",
        CreatedAt = TimeProvider.System.GetUtcNow(),
        IsAuthentic = true,
    };

    private static UserAccount NewAccount() => new()
    {
        Id = Guid.CreateVersion7(),
        OrganizationId = Guid.CreateVersion7(),
        Role = UserRole.PowerUser,
        IsActive = true,
        IsDepartmentActive = true,
        IsOrganizationActive = true,
        Email = "sealed",
        MfaEnabled = false,
        Keys = [],
    };
}
