using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Users;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Organizations;
using DonatelloAI.Storage.Tests.Organizations;
using DonatelloAI.Storage.Tests.Schema;
using DonatelloAI.Storage.Users;

namespace DonatelloAI.Storage.Tests.Users;

/// <summary>What every engine must do for the people of organisations.</summary>
public abstract class OrganizationUserStoreTests(PostgresFixture? postgres) : OrganizationBudgetTestBase(postgres)
{
    private static readonly Guid Actor = Guid.CreateVersion7();

    private OrganizationUserStore People { get; set; } = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        People = new OrganizationUserStore(Database.Contexts, OrganizationSamples.Emails, Signer, new CommitOptions());
    }

    [EngineFact]
    public async Task Person_Added_IsReadBackSealedAndLeavesAnEventWithoutPersonalText()
    {
        var id = await Add("Mary@acme.com.au", UserRole.PowerUser);

        var user = (await People.Find(id))!.View;
        Assert.Equal(("sealed Mary@acme.com.au", $"local:{id}", UserRole.PowerUser, true), (user.Email, user.AzureAdId, user.Role, user.IsActive));
        Assert.Equal(new UserSettings(true, "local/canvas", false), user.Settings);
        Assert.Equal((user.CreatedAt, OrganizationId), (user.UpdatedAt, user.OrganizationId));
        var happened = Assert.Single(await EventsOf("user.created"));
        Assert.True(Signer.IsAuthentic(happened));
        Assert.Equal((Actor, id), (happened.UserId!.Value, happened.SubjectId));
        Assert.DoesNotContain("ary", happened.Payload, StringComparison.Ordinal);
    }

    [EngineFact]
    public async Task Address_InOtherCase_IsTheSamePersons()
    {
        var id = await Add("mary@acme.com.au", UserRole.PowerUser);
        var another = Guid.CreateVersion7();

        var scene = await Scene(OrganizationId, another, new UserFields { Email = "MARY@Acme.com.au" });

        Assert.Equal(id, scene.EmailOwner);
        Assert.Null((await Scene(OrganizationId, another, new UserFields { Email = "mary@acme.com" })).EmailOwner);
        var edit = EditOf(UserRules.Add(scene with { EmailOwner = null }, Addition(another, "MARY@Acme.com.au", UserRole.StandardUser), Now), isNew: true);
        Assert.Equal(CommitResult.KeyExists, (await People.Commit(edit)).Result);
    }

    [EngineFact]
    public async Task Department_OfThePerson_IsLookedUpInTheOwnOrganisationOnly()
    {
        Assert.True((await Scene(OrganizationId, UserId, new UserFields { DepartmentId = SecondId })).IsDepartmentActive);
        Assert.Null((await Scene(OrganizationId, UserId, new UserFields { DepartmentId = Guid.CreateVersion7() })).IsDepartmentActive);
    }

    [EngineFact]
    public async Task Administrators_EndingEachOther_AreNotBothCommitted()
    {
        var ids = new[] { await Add("a@acme.com.au", UserRole.OrgAdmin), await Add("b@acme.com.au", UserRole.OrgAdmin) };
        var scenes = new[] { await Scene(OrganizationId, ids[0]), await Scene(OrganizationId, ids[1]) };

        var outcomes = new[] { await End(scenes[0]), await End(scenes[1]) };
        var alone = await Scene(OrganizationId, ids[1]);

        Assert.Equal([CommitResult.Committed, CommitResult.FenceLost], outcomes.Select(outcome => outcome.Result));
        Assert.False(alone.HasOtherAdmin);
        Assert.Equal(Contracts.Organizations.OrganizationRefusal.LastOrgAdmin, Ending(alone).Refusal!.Reason);
    }

    [EngineFact]
    public async Task SuperAdmins_OfTwoOrganisationsEndingEachOther_AreNotBothCommitted()
    {
        var other = Guid.CreateVersion7();
        await Database.AddAsync(new OrganizationRow { Id = other, Name = "Other", Domain = $"{other:n}.example.com" });
        var (here, there) = (await Add("a@acme.com.au", UserRole.SuperAdmin), await Add("b@other.com.au", UserRole.SuperAdmin, other));
        var (first, second) = (await Scene(OrganizationId, here), await Scene(other, there));
        Assert.Equal((other, OrganizationId), (first.OtherSuperAdmin!.OrganizationId, second.OtherSuperAdmin!.OrganizationId));

        var outcomes = await Task.WhenAll(End(first with { HasOtherAdmin = true }), End(second with { HasOtherAdmin = true }));

        Assert.Equal([CommitResult.Committed, CommitResult.FenceLost], outcomes.Select(outcome => outcome.Result).Order());
    }

    [EngineFact]
    public async Task People_ReadPageByPage_AreThoseOfTheFilter()
    {
        var id = await Add("mary@acme.com.au", UserRole.PowerUser);

        var first = await People.List(new UserFilter(OrganizationId, null, 1, null));
        var second = await People.List(new UserFilter(OrganizationId, null, 9, first[0].View.Id));
        var department = await People.List(new UserFilter(OrganizationId, DepartmentId, 9, null));

        Assert.Equal(new[] { UserId, id }.Order(), first.Concat(second).Select(user => user.View.Id).Order());
        Assert.Equal([UserId], department.Select(user => user.View.Id));
        Assert.Empty(await People.List(new UserFilter(OrganizationId, DepartmentId, 9, UserId)));
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private async Task<Guid> Add(string email, UserRole role, Guid? organizationId = null)
    {
        var (organization, id) = (organizationId ?? OrganizationId, Guid.CreateVersion7());
        var request = Addition(id, email, role);
        var decision = UserRules.Add(await Scene(organization, id, request.Fields), request, Now);
        Assert.Equal(CommitOutcome.Committed, await People.Commit(EditOf(decision, isNew: true)));
        return id;
    }

    private static AddUser Addition(Guid id, string email, UserRole role) => new()
    {
        UserId = id,
        Caller = Root(),
        Fields = new UserFields { Email = email, Role = role, Settings = new UserSettings(true, "local/canvas", false) },
    };

    private Task<CommitOutcome> End(UserScene scene) => People.Commit(EditOf(Ending(scene), isNew: false));

    private static UserDecision Ending(UserScene scene) => UserRules.Change(
        scene, scene.User!.View, new ChangeUser { UserId = scene.User.View.Id, Caller = Root(), Fields = new UserFields { IsActive = false } }, Now);

    private static UserEdit EditOf(UserDecision decision, bool isNew) => new()
    {
        Fences = decision.Fences,
        After = decision.After!,
        IsNew = isNew,
        SealedEmail = $"sealed {decision.After!.Email}",
        StoredSettings = "{}",
        Fields = decision.Fields,
        ActorId = Actor,
        At = decision.After.UpdatedAt,
    };

    private static Caller Root() => new() { UserId = Actor, OrganizationId = Actor, Role = UserRole.SuperAdmin, Scopes = KeyScopes.All };

    private async Task<UserScene> Scene(Guid organizationId, Guid userId, UserFields? fields = null) =>
        (await People.Load(organizationId, userId, fields ?? new UserFields()))!;
}

public sealed class SqliteOrganizationUserStoreTests() : OrganizationUserStoreTests(null);

[Collection(PostgresCollection.Name)]
public sealed class PostgresOrganizationUserStoreTests(PostgresFixture postgres) : OrganizationUserStoreTests(postgres);
