using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Sessions;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Encryption;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Organizations;
using DonatelloAI.Storage.Sessions;
using DonatelloAI.Storage.Tests.Budgets;
using DonatelloAI.Storage.Tests.Schema;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Tests.Sessions;

/// <summary>What every engine must do for sign-ins.</summary>
public abstract class SignInStoreTests(PostgresFixture? postgres) : BudgetStoreTestBase(postgres)
{
    private const string Issuer = "https://provider.example";
    private static readonly OutboxSigner Signer = new(new byte[32]);

    private SignInStore SignIns { get; set; } = null!;

    private IssuerBindings Bindings { get; set; } = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        SignIns = new SignInStore(Database.Contexts, Signer, new LookupKeys(new byte[32]), new CommitOptions());
        Bindings = new IssuerBindings(Database.Contexts, Signer, TimeProvider.System);
    }

    [EngineFact]
    public async Task Binding_IsFoundByIssuerAndTenantTogetherAlone()
    {
        var binding = new IssuerBinding(OrganizationId, Issuer, "tenant", "client");
        Assert.True(await Bindings.Bind(binding));

        Assert.Equal(binding, await SignIns.FindBinding(new IdentitySource(Issuer, "tenant")));
        Assert.Null(await SignIns.FindBinding(new IdentitySource(Issuer, "")));
        Assert.Null(await SignIns.FindBinding(new IdentitySource(Issuer, "another")));
        Assert.Null(await SignIns.FindBinding(new IdentitySource(Issuer.ToUpperInvariant(), "tenant")));
        Assert.Null(await SignIns.FindBinding(new IdentitySource("https://other.example", "tenant")));
    }

    [EngineFact]
    public async Task Binding_IsReplacedAndTakenAway_AndIsNobodyElses()
    {
        var other = new OrganizationRow { Id = Guid.CreateVersion7(), Name = "Other", Domain = "other.example" };
        await Database.AddAsync(other);
        Assert.True(await Bindings.Bind(new IssuerBinding(OrganizationId, Issuer, "", "client")));

        Assert.False(await Bindings.Bind(new IssuerBinding(other.Id, Issuer, "", "client")));
        Assert.False(await Bindings.Bind(new IssuerBinding(Guid.CreateVersion7(), "https://nobody.example", "", "client")));
        Assert.True(await Bindings.Bind(new IssuerBinding(OrganizationId, Issuer, "new", "client")));
        Assert.Null(await SignIns.FindBinding(new IdentitySource(Issuer, "")));
        Assert.True(await Bindings.Unbind(OrganizationId));
        Assert.False(await Bindings.Unbind(OrganizationId));
        Assert.Null(await SignIns.FindBinding(new IdentitySource(Issuer, "new")));

        await using var db = await Database.Contexts.CreateDbContextAsync();
        var events = await db.Outbox.OrderBy(row => row.Id).ToListAsync();
        Assert.Equal(["organization.issuer_bound", "organization.issuer_bound", "organization.issuer_unbound"], events.Select(row => row.EventType).Order());
        Assert.All(events, row => Assert.True(Signer.IsAuthentic(row)));
    }

    [EngineFact]
    public async Task Person_AddedTwice_IsAddedOnceWithTheEvent()
    {
        var person = NewPerson(OrganizationId, "subject");
        Assert.Equal(CommitOutcome.Committed, await SignIns.AddPerson(person));
        Assert.Equal(CommitResult.KeyExists, (await SignIns.AddPerson(person)).Result);

        Assert.Equal(new SignInPerson(person.Id, null), await SignIns.FindPerson(OrganizationId, "subject"));
        Assert.Null(await SignIns.FindPerson(OrganizationId, "SUBJECT"));
        Assert.Null(await SignIns.FindPerson(Guid.CreateVersion7(), "subject"));
        await using var db = await Database.Contexts.CreateDbContextAsync();
        Assert.Equal("user.created", (await db.Outbox.SingleAsync()).EventType);
        var row = await db.Users.SingleAsync(user => user.Id == person.Id);
        Assert.Equal((UserRole.StandardUser, (Guid?)null, person.CreatedAt.AddDays(7)), (row.Role, row.DepartmentId, row.MfaGracePeriodExpiresAt));
    }

    [EngineFact]
    public async Task Subject_InAnotherOrganisation_IsAnotherPerson()
    {
        var other = new OrganizationRow { Id = Guid.CreateVersion7(), Name = "Other", Domain = "other.example" };
        await Database.AddAsync(other);
        var (here, there) = (NewPerson(OrganizationId, "subject"), NewPerson(other.Id, "subject") with { Email = "there@other.example" });

        Assert.Equal(CommitOutcome.Committed, await SignIns.AddPerson(here));
        Assert.Equal(CommitOutcome.Committed, await SignIns.AddPerson(there));

        Assert.Equal(there.Id, (await SignIns.FindPerson(other.Id, "subject"))!.Id);
        Assert.Equal(here.Id, (await SignIns.FindPerson(OrganizationId, "subject"))!.Id);
    }

    [EngineFact]
    public async Task MailAddress_OfSomebodyElse_IsTaken()
    {
        await SignIns.AddPerson(NewPerson(OrganizationId, "one"));

        Assert.Equal(CommitResult.KeyExists, (await SignIns.AddPerson(NewPerson(OrganizationId, "two"))).Result);
        Assert.Null(await SignIns.FindPerson(OrganizationId, "two"));
    }

    [EngineFact]
    public async Task SignIn_Marked_SaysWhenAndKeepsAProvenSecondFactor()
    {
        var person = NewPerson(OrganizationId, "subject");
        await SignIns.AddPerson(person);

        await SignIns.MarkSignIn(person.Id, SampleRows.Moment.AddHours(1), true);
        await SignIns.MarkSignIn(person.Id, SampleRows.Moment.AddHours(2), false);

        await using var db = await Database.Contexts.CreateDbContextAsync();
        var row = await db.Users.SingleAsync(user => user.Id == person.Id);
        Assert.Equal((true, SampleRows.Moment.AddHours(2)), (row.MfaEnabled, row.LastLoginAt));
    }

    internal static NewPerson NewPerson(Guid organizationId, string subject) => new()
    {
        Id = DerivedId.Person(organizationId, subject),
        OrganizationId = organizationId,
        Subject = subject,
        Email = "ann@acme.example",
        SealedEmail = "sealed",
        SealedDisplayName = "sealed",
        SecondFactor = false,
        CreatedAt = SampleRows.Moment,
    };
}

public sealed class SqliteSignInStoreTests() : SignInStoreTests(null);

[Collection(PostgresCollection.Name)]
public sealed class PostgresSignInStoreTests(PostgresFixture postgres) : SignInStoreTests(postgres);
