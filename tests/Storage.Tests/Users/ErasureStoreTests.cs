using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Sessions;
using DonatelloAI.Grains.Users;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Encryption;
using DonatelloAI.Storage.Sessions;
using DonatelloAI.Storage.Tests.Encryption;
using DonatelloAI.Storage.Tests.Organizations;
using DonatelloAI.Storage.Tests.Schema;
using DonatelloAI.Storage.Tests.Sessions;
using DonatelloAI.Storage.Users;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Tests.Users;

/// <summary>What every engine must do for the erasure of a person.</summary>
public abstract class ErasureStoreTests(PostgresFixture? postgres) : OrganizationBudgetTestBase(postgres)
{
    private const string Email = "mary.kept.nowhere@acme.com.au";
    private const string Subject = "subject-at-the-provider";

    private static readonly DateTimeOffset At = SampleRows.Moment;

    private readonly Guid _actor = Guid.CreateVersion7();
    private readonly Guid _person = Guid.CreateVersion7();

    private OrganizationUserStore People { get; set; } = null!;

    private SessionStore Sessions { get; set; } = null!;

    private UserStore Users { get; set; } = null!;

    private ErasureStore Erasures { get; set; } = null!;

    private PersonalSealer Sealer { get; set; } = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        People = new OrganizationUserStore(Database.Contexts, OrganizationSamples.Emails, Signer, new CommitOptions());
        Sessions = new SessionStore(Database.Contexts, Signer, new CommitOptions());
        Users = new UserStore(Database.Contexts, Signer, new CommitOptions());
        Erasures = new ErasureStore(Database.Contexts, Sessions, Keys.Wrap(1), Signer, new CommitOptions());
        Sealer = new PersonalSealer(Database.Contexts, Keys.Wrap(1), TimeProvider.System);
        await AddPerson(_person, Email);
    }

    [EngineFact]
    public async Task Begin_OfAPersonWithEverything_LeavesTombstonesAndEndsCredentials()
    {
        var (key, session) = await AddCredentials();
        var stored = (await People.Find(_person))!.View.Email!;

        Assert.Equal(CommitOutcome.Committed, await Begin());

        await using var db = await Database.Contexts.CreateDbContextAsync();
        var row = await db.Users.SingleAsync(user => user.Id == _person);
        Assert.Equal((SealedMark.Erased, null, $"erased:{_person}", false), (row.Email, row.DisplayName, row.AzureAdId, row.IsActive));
        Assert.NotEqual(OrganizationSamples.Emails.Of(Email), row.EmailIndex);
        Assert.Equal("erased", (await db.ApiKeys.SingleAsync(apiKey => apiKey.Id == key)).KeyName);
        Assert.False((await Users.Load(_person))!.Keys.Single().IsActive);
        var ended = (await Sessions.Load(session))!;
        Assert.Equal((SessionEndings.Erased, null, At), (ended.RevokedReason, ended.Device, ended.RevokedAt));
        Assert.All(await db.DataKeys.Where(dataKey => dataKey.OwnerId == _person).ToListAsync(), dataKey => Assert.True(dataKey is { WrappedKey: null, DestroyedAt: not null }));
        Sealer.Forget(_person);
        Assert.Equal(OpenResult.Erased, (await Sealer.Open(_person, SealedField.Email, _person, stored)).Result);
    }

    [EngineFact]
    public async Task Begin_Committed_LeavesOneEventForEachThingThatEnded()
    {
        await AddCredentials();
        var before = await EventCount();

        await Begin();

        await using var db = await Database.Contexts.CreateDbContextAsync();
        var events = (await db.Outbox.ToListAsync()).Where(row => row.UserId == _actor && row.EventType is "api_key.revoked" or "session.ended" or "user.erased").ToList();
        Assert.Equal(["api_key.revoked", "session.ended", "user.erased"], events.Select(row => row.EventType).Order(StringComparer.Ordinal));
        Assert.Equal(before + 3, await EventCount());
        Assert.All(events, row => Assert.True(Signer.IsAuthentic(row)));
    }

    [EngineFact]
    public async Task Certificate_BeforeAndAfterTheEnd_SaysTheSame()
    {
        await AddCredentials();
        await Begin();

        var running = (await Erasures.Find(_person))!;
        Assert.Equal(CommitOutcome.Committed, await Erasures.Complete(running, At.AddMinutes(1)));
        var completed = (await Erasures.Find(_person))!.Certificate;

        Assert.Equal((1, 1, 0, null), (running.Certificate.SessionsEnded, running.Certificate.ApiKeysRevoked, running.Certificate.GenerationsLeft, running.Certificate.CompletedAt));
        Assert.Equal((_actor, At, At.AddMinutes(1), OrganizationId), (completed.RequestedBy, completed.RequestedAt, completed.CompletedAt, completed.OrganizationId));
        Assert.Equal((1, 1), (completed.SessionsEnded, completed.ApiKeysRevoked));
        Assert.Equal(running.Certificate.DataKeys, completed.DataKeys);
        Assert.Equal((1, 32), (Assert.Single(completed.DataKeys).Version, completed.DataKeys[0].Fingerprint.Length));
        Assert.Single(await EventsOf("user.erasure_completed"));
        Assert.Equal(CommitResult.FenceLost, (await Erasures.Complete(running, At.AddMinutes(2))).Result);
    }

    [EngineFact]
    public async Task FormerVersions_OnceEmptied_NameNobody()
    {
        await AddCredentials();
        await Begin();

        Assert.True(await Erasures.EmptyFormerVersions(_person) >= 2);
        await Erasures.EmptyFormerVersions(_person);

        foreach (var column in new[] { "email", "azure_ad_id", "settings" })
        {
            var former = await Database.QueryAsync($"SELECT CAST({column} AS varchar(400)) AS \"Value\" FROM users_history");
            Assert.NotEmpty(former);
            Assert.All(former, text => Assert.True(text is "s1.0." or "{}" || text == $"erased:{_person}", text));
        }

        Assert.All(await Database.QueryAsync("SELECT key_name AS \"Value\" FROM api_keys_history"), name => Assert.Equal("erased", name));
    }

    [EngineFact]
    public async Task Address_OfAnErasedPerson_IsFreeForAnother()
    {
        await Begin();
        var other = Guid.CreateVersion7();

        await AddPerson(other, Email.ToUpperInvariant());

        Assert.Equal(other, (await Scene(Guid.CreateVersion7(), new UserFields { Email = Email })).EmailOwner);
        Assert.Equal(other, (await Scene(Guid.CreateVersion7(), new UserFields { AzureAdId = Subject })).AzureAdIdOwner);
        await Begin(other);
        Assert.NotNull(await Erasures.Find(other));
    }

    [EngineFact]
    public async Task Begin_OfAPersonForWhomNothingWasSealed_LeavesAMarkThatNothingIsSealedUnder()
    {
        await Begin(UserId);

        Assert.Empty((await Erasures.Find(UserId))!.Certificate.DataKeys);
        Assert.Equal(SealedMark.Erased, await Sealer.Seal(UserId, OrganizationId, SealedField.Prompt, Guid.CreateVersion7(), "a lighthouse"));
    }

    [EngineFact]
    public async Task Begin_BehindAVersionThatHasChanged_WritesNothing()
    {
        var scene = await Scene(_person);
        await Begin(UserId);

        var outcome = await Erasures.Begin(new ErasureStart(scene.User!.View, [scene.Fence], _actor, At));

        Assert.Equal(CommitResult.FenceLost, outcome.Result);
        Assert.Null(await Erasures.Find(_person));
        Assert.Null(await Erasures.Find(Guid.CreateVersion7()));
    }

    [EngineFact]
    public async Task Person_WhoSignsInAgain_IsKnownToHaveBeenErased()
    {
        var signIns = new SignInStore(Database.Contexts, Signer, new LookupKeys(new byte[32]), new CommitOptions());
        Assert.False(await signIns.IsErased(_person));

        await Begin();

        Assert.True(await signIns.IsErased(_person));
        Assert.Null(await signIns.FindPerson(OrganizationId, Subject));
    }

    private async Task<CommitOutcome> Begin(Guid? userId = null)
    {
        var scene = await Scene(userId ?? _person);
        return await Erasures.Begin(new ErasureStart(scene.User!.View, [scene.Fence], _actor, At));
    }

    private async Task<UserScene> Scene(Guid userId, UserFields? fields = null) =>
        (await People.Load(OrganizationId, userId, fields ?? new UserFields()))!;

    private async Task AddPerson(Guid id, string email)
    {
        var root = new Caller { UserId = _actor, OrganizationId = OrganizationId, Role = UserRole.SuperAdmin, Scopes = KeyScopes.All };
        var fields = new UserFields { Email = email, AzureAdId = Subject, Settings = new UserSettings(PreferredModel: "local/canvas") };
        var scene = await Scene(id, fields);
        var decision = UserRules.Add(scene, new AddUser { UserId = id, Caller = root, Fields = fields }, TimeProvider.System.GetUtcNow());
        Assert.Equal(CommitOutcome.Committed, await People.Commit(new UserEdit
        {
            Fences = decision.Fences,
            After = decision.After!,
            IsNew = true,
            SealedEmail = await Sealer.Seal(id, OrganizationId, SealedField.Email, id, email),
            SealedDisplayName = await Sealer.Seal(id, OrganizationId, SealedField.DisplayName, id, "Mary"),
            StoredSettings = "{}",
            Fields = [],
            ActorId = _actor,
            At = decision.After!.UpdatedAt,
        }));
    }

    private async Task<(Guid Key, Guid Session)> AddCredentials()
    {
        var (key, session) = (UserStoreTests.NewKey(), SessionStoreTests.NewSession(_person, OrganizationId));
        Assert.Equal(CommitOutcome.Committed, await Users.AddKey((await Users.Load(_person))!, key));
        Assert.Equal(CommitOutcome.Committed, await Sessions.Add(session with { Device = """{"sealed":"s1.1.x"}""" }, []));
        return (key.Id, session.Id);
    }

    private async Task<int> EventCount()
    {
        await using var db = await Database.Contexts.CreateDbContextAsync();
        return await db.Outbox.CountAsync();
    }
}

public sealed class SqliteErasureStoreTests() : ErasureStoreTests(null);

[Collection(PostgresCollection.Name)]
public sealed class PostgresErasureStoreTests(PostgresFixture postgres) : ErasureStoreTests(postgres);
