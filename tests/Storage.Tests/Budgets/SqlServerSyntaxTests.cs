using System.Globalization;
using System.Reflection;
using System.Text;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Contracts.Sessions;
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
using DonatelloAI.Storage.Generations;
using DonatelloAI.Storage.Organizations;
using DonatelloAI.Storage.Sessions;
using DonatelloAI.Storage.Tests.Generations;
using DonatelloAI.Storage.Tests.Organizations;
using DonatelloAI.Storage.Tests.Schema;
using DonatelloAI.Storage.Tests.Sessions;
using DonatelloAI.Storage.Tests.Users;
using DonatelloAI.Storage.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace DonatelloAI.Storage.Tests.Budgets;

/// <summary>
/// SQL Server without a server: all that a store sends is parsed, and compiled against the schema as the body of a procedure,
/// which resolves every table and column.
/// </summary>
public sealed class SqlServerSyntaxTests
{
    private static readonly OutboxSigner Signer = new(new byte[32]);

    /// <summary>What a query may ask for; a new type of parameter needs a sample.</summary>
    private static readonly Dictionary<Type, object> Samples = new()
    {
        [typeof(Guid)] = Guid.CreateVersion7(),
        [typeof(IReadOnlyList<Guid>)] = new[] { Guid.CreateVersion7(), Guid.CreateVersion7() },
        [typeof(DateOnly)] = new DateOnly(2026, 11, 1),
        [typeof(DateTimeOffset)] = new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero),
        [typeof(Money)] = Money.FromAud(1.5m),
        [typeof(int)] = 2,
        [typeof(long)] = 3L,
        [typeof(short)] = (short)3,
        [typeof(int)] = 7,
        [typeof(IReadOnlyList<string>)] = new[] { "canvas", "it's" },
        [typeof(Caller)] = new Caller
        {
            UserId = Guid.CreateVersion7(),
            OrganizationId = Guid.CreateVersion7(),
            DepartmentId = Guid.CreateVersion7(),
            Role = UserRole.DeptManager,
            Scopes = KeyScopes.All,
        },
        [typeof(GenerationFilter)] = new GenerationFilter
        {
            After = new GenerationCursor(new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero), Guid.CreateVersion7()),
            Status = GenerationStatus.Completed,
            Model = "local/canvas",
            From = new DateTimeOffset(2026, 11, 1, 10, 0, 0, TimeSpan.Zero),
        },
        [typeof(SessionCursor)] = new SessionCursor(new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero), Guid.CreateVersion7()),
        [typeof(string)] = "it's",
        [typeof(byte[])] = new byte[32],
    };

    public static TheoryData<string> Queries => [.. QueryMethods().Select(NameOf)];

    [Theory]
    [MemberData(nameof(Queries))]
    public void Query_OfAStore_IsValidSql(string query) => Parse(Translate(QueryMethods().Single(method => NameOf(method) == query)));

    [Fact]
    public void Commit_OfEveryKind_UsesEveryShapeAndIsValidSql()
    {
        var (plan, shapes) = CommitPlan();

        Assert.Equal(
            typeof(BudgetShapes).GetProperties().Select(shape => shape.GetValue(shapes)).ToHashSet(),
            plan.Steps.Select(step => (object?)step.Shape).ToHashSet());
        Parse(SqlServerCommitWriter.Sql(plan));
    }

    [Fact]
    public void Writes_OfAGeneration_UseEveryShapeAndAreValidSql()
    {
        var (plans, shapes) = GenerationWriteSamples.All();

        Assert.Equal(
            typeof(GenerationShapes).GetProperties().Select(shape => shape.GetValue(shapes)).OfType<RowShape>().ToHashSet(),
            plans.SelectMany(plan => plan.Steps).Select(step => step.Shape).ToHashSet());
        Assert.All(plans, plan => Parse(SqlServerCommitWriter.Sql(plan)));
    }

    [Fact]
    public void Commits_OfPreferences_UseEveryShapeAndAreValidSql()
    {
        var (plans, shapes) = PreferencePlans();

        Assert.Equal(
            typeof(PreferenceShapes).GetProperties().Select(shape => shape.GetValue(shapes)).ToHashSet(),
            plans.SelectMany(plan => plan.Steps).Select(step => (object?)step.Shape).ToHashSet());
        Assert.All(plans, plan => Parse(SqlServerCommitWriter.Sql(plan)));
    }

    [Fact]
    public void Commits_OfKeys_UseEveryShapeAndAreValidSql()
    {
        var (plans, shapes) = KeyPlans();

        Assert.Equal(
            typeof(UserShapes).GetProperties().Select(shape => shape.GetValue(shapes)).ToHashSet(),
            plans.SelectMany(plan => plan.Steps).Select(step => (object?)step.Shape).ToHashSet());
        Assert.All(plans, plan => Parse(SqlServerCommitWriter.Sql(plan)));
    }

    [Fact]
    public void Commits_OfSessions_UseEveryShapeAndAreValidSql()
    {
        var (plans, shapes) = SessionPlans();

        Assert.Equal(shapes.ToHashSet(), plans.SelectMany(plan => plan.Steps).Select(step => step.Shape).ToHashSet());
        Assert.All(plans, plan => Parse(SqlServerCommitWriter.Sql(plan)));
    }

    [Fact]
    public void Commits_OfDepartmentsAndPeople_UseEveryShapeAndAreValidSql()
    {
        var (plans, shapes) = OrganizationPlans();

        Assert.Equal(shapes.ToHashSet(), plans.SelectMany(plan => plan.Steps).Select(step => (object?)step.Shape).ToHashSet());
        Assert.All(plans, plan => Parse(SqlServerCommitWriter.Sql(plan)));
    }

    [Fact]
    public void Commits_OfAnErasure_UseEveryShapeAndAreValidSql()
    {
        var (plans, shapes) = ErasurePlansOfEveryKind();

        Assert.Equal(
            typeof(ErasureShapes).GetProperties().Select(shape => shape.GetValue(shapes)).ToHashSet(),
            plans.SelectMany(plan => plan.Steps).Select(step => (object?)step.Shape).ToHashSet());
        Assert.All(plans, plan => Parse(SqlServerCommitWriter.Sql(plan)));
    }

    [Fact]
    public void Commits_OfTheAuditRelay_UseEveryShapeAndAreValidSql()
    {
        var (plans, shapes) = AuditPlans();

        Assert.Equal(shapes.ToHashSet(), plans.SelectMany(plan => plan.Steps).Select(step => step.Shape).ToHashSet());
        Assert.All(plans, plan => Parse(SqlServerCommitWriter.Sql(plan)));
    }

    [Fact]
    public async Task Changes_SavedByAContext_AreValidSql()
    {
        var batches = await SavedChanges();

        Assert.Contains(batches, batch => batch.Contains("[department_budgets]", StringComparison.Ordinal) && batch.Contains("INSERT", StringComparison.Ordinal));
        Assert.Contains(batches, batch => batch.Contains("[outbox]", StringComparison.Ordinal));
        Assert.Equal(2, batches.Count(batch => batch.Contains("UPDATE", StringComparison.Ordinal)));
        Assert.All(batches, Parse);
    }

    [Fact]
    public async Task Statements_OfEveryStore_NameOnlyWhatTheSchemaHas()
    {
        List<string> statements =
        [
            .. QueryMethods().Select(Translate),
            WithParameters(CommitPlan().Plan),
            .. GenerationWriteSamples.All().Plans.Select(WithParameters),
            WithParameters(Storage.Commits.CommitPlan.Join(GenerationWriteSamples.All().Plans)),
            .. KeyPlans().Plans.Select(WithParameters),
            .. PreferencePlans().Plans.Select(WithParameters),
            .. SessionPlans().Plans.Select(WithParameters),
            .. AuditPlans().Plans.Select(WithParameters),
            .. OrganizationPlans().Plans.Select(WithParameters),
            .. ErasurePlansOfEveryKind().Plans.Select(WithParameters),
            .. await SavedChanges(),
        ];

        Assert.Empty(SqlServerScriptTests.UnresolvedIn(statements));
    }

    [Theory]
    [InlineData("SELECT [nowhere] FROM [dbo].[budget_holds];")]
    [InlineData("SELECT [id] FROM [dbo].[nowhere];")]
    [InlineData("UPDATE t SET [nowhere] = 1 FROM [dbo].[budget_holds] AS t;")]
    [InlineData("INSERT INTO [dbo].[budget_holds] ([nowhere]) SELECT 1;")]
    public void Compiler_GivenANameThatTheSchemaLacks_SaysSo(string statement) => Assert.NotEmpty(SqlServerScriptTests.UnresolvedIn([statement]));

    private static IEnumerable<MethodInfo> QueryMethods() =>
        from type in typeof(DonatelloContext).Assembly.GetTypes()
        where type.IsAbstract && type.IsSealed && type.Name.EndsWith("Queries", StringComparison.Ordinal)
        from method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly)
        where method.ReturnType.IsAssignableTo(typeof(IQueryable))
        select method;

    private static string NameOf(MethodInfo method) =>
        $"{method.DeclaringType!.Name}.{method.Name}({string.Join(", ", method.GetParameters().Skip(1).Select(parameter => parameter.Name))})";

    private static string Translate(MethodInfo method)
    {
        using var context = DonatelloContexts.Open(StorageEngine.SqlServer, "Server=127.0.0.1");
        object[] arguments = [context, .. method.GetParameters().Skip(1).Select(parameter => Samples[parameter.ParameterType])];
        var sql = ((IQueryable)method.Invoke(null, arguments)!).ToQueryString();

        // A hand-written query's parameters are declared without the sign that they are used with.
        return sql.Replace("DECLARE p", "DECLARE @p", StringComparison.Ordinal);
    }

    private static (CommitPlan Plan, BudgetShapes Shapes) CommitPlan()
    {
        using var context = DonatelloContexts.Open(StorageEngine.SqlServer, "Server=127.0.0.1");
        var shapes = new BudgetShapes(context.Model);
        return (BudgetStore.Plan(SampleChanges.OfEveryKind(), shapes, Signer), shapes);
    }

    private static (CommitPlan[] Plans, UserShapes Shapes) KeyPlans()
    {
        using var context = DonatelloContexts.Open(StorageEngine.SqlServer, "Server=127.0.0.1");
        var shapes = new UserShapes(context.Model);
        var (owner, key) = (NewAccount(), UserStoreTests.NewKey());
        var revoked = key with { IsActive = false, RevokedAt = key.CreatedAt };
        return (
        [
            UserStore.AddPlan(owner, key, shapes, Signer),
            UserStore.RevokePlan(owner, revoked, shapes, Signer),
            UserStore.UsePlan(key.Id, key.CreatedAt, shapes),
        ], shapes);
    }

    private static (CommitPlan[] Plans, PreferenceShapes Shapes) PreferencePlans()
    {
        using var context = DonatelloContexts.Open(StorageEngine.SqlServer, "Server=127.0.0.1");
        var shapes = new PreferenceShapes(context.Model);
        var edit = PreferenceStoreTests.NewEdit(Guid.CreateVersion7(), Guid.CreateVersion7(), "theme", "1");
        return (
        [
            PreferenceStore.SetPlan(edit, shapes, Signer),
            PreferenceStore.SetPlan(edit with { IsNew = false }, shapes, Signer),
            PreferenceStore.RemovePlan(edit, shapes, Signer),
        ], shapes);
    }

    private static (CommitPlan[] Plans, RowShape[] Shapes) SessionPlans()
    {
        using var context = DonatelloContexts.Open(StorageEngine.SqlServer, "Server=127.0.0.1");
        var (sessions, people) = (new SessionShapes(context.Model), new SignInShapes(context.Model));
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
        ],
        [sessions.Session, sessions.Renewal, sessions.Revocation, sessions.Removal, sessions.Event, people.Person, people.SignIn, people.SecondFactor, people.Event]);
    }

    private static (CommitPlan[] Plans, object?[] Shapes) OrganizationPlans()
    {
        using var context = DonatelloContexts.Open(StorageEngine.SqlServer, "Server=127.0.0.1");
        var (departments, people) = (new OrganizationShapes(context.Model), new OrganizationUserShapes(context.Model));
        var (edit, user) = (OrganizationSamples.ClosedDepartment(), OrganizationSamples.NewPerson());
        return (
        [
            OrganizationStore.Plan(edit, departments, Signer),
            OrganizationStore.Plan(OrganizationSamples.NewOrganization(), departments, Signer),
            OrganizationStore.Plan(OrganizationSamples.ClosedOrganization(), departments, Signer),
            OrganizationUserStore.Plan(user, OrganizationSamples.Emails, people, Signer),
            OrganizationUserStore.Plan(user with { IsNew = false }, OrganizationSamples.Emails, people, Signer),
        ],
        [
            .. typeof(OrganizationShapes).GetProperties().Select(shape => shape.GetValue(departments)),
            .. typeof(OrganizationUserShapes).GetProperties().Select(shape => shape.GetValue(people)),
        ]);
    }

    private static (CommitPlan[] Plans, ErasureShapes Shapes) ErasurePlansOfEveryKind()
    {
        using var context = DonatelloContexts.Open(StorageEngine.SqlServer, "Server=127.0.0.1");
        var shapes = new ErasureShapes(context.Model);
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
        ], shapes);
    }

    private static (CommitPlan[] Plans, RowShape[] Shapes) AuditPlans()
    {
        using var context = DonatelloContexts.Open(StorageEngine.SqlServer, "Server=127.0.0.1");
        var (outbox, audit) = (new OutboxShapes(context.Model), new AuditShapes(context.Model));
        var entry = AuditMapping.Entry(NewEvent(), TimeProvider.System.GetUtcNow());
        return (
        [
            OutboxStore.ShippedPlan([Guid.CreateVersion7(), Guid.CreateVersion7()], TimeProvider.System.GetUtcNow(), outbox),
            OutboxStore.RemovalPlan([Guid.CreateVersion7(), Guid.CreateVersion7()], outbox),
            RelationalAuditSink.Plan(AuditChain.Extend(ChainHead.Before, [entry, entry]), audit),
        ], [outbox.Shipment, outbox.Removal, audit.Line]);
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

    private static string WithParameters(CommitPlan plan)
    {
        var sql = new StringBuilder();
        for (var step = 0; step < plan.Steps.Count; step++)
        {
            sql.Append(CultureInfo.InvariantCulture, $"DECLARE @p{step} nvarchar(max);\n");
        }

        for (var place = 0; place < plan.Answers.Count; place++)
        {
            foreach (var value in Enumerable.Range(0, plan.Answers[place].Values.Count))
            {
                sql.Append(CultureInfo.InvariantCulture, $"DECLARE {plan.Answers[place].Query.Parameter(place, value)} nvarchar(max);\n");
            }
        }

        return sql.Append(SqlServerCommitWriter.Sql(plan)).ToString();
    }

    private static async Task<IReadOnlyList<string>> SavedChanges()
    {
        var sent = new SentCommands();
        await using var context = sent.NewContext();
        var organization = new OrganizationRow { Id = Guid.CreateVersion7(), Name = "Acme", Domain = "acme.com.au" };
        context.Organizations.Add(organization);
        DepartmentFactory.Add(context, NewDepartment(organization.Id), TimeProvider.System.GetUtcNow());
        await Record.ExceptionAsync(() => context.SaveChangesAsync());
        context.ChangeTracker.Clear();
        await Record.ExceptionAsync(() => AllotmentWrites.Apply(context, NewChange(organization.Id), NewCause(), Signer));
        return sent.Batches;
    }

    private static NewDepartment NewDepartment(Guid organizationId) => new()
    {
        Id = Guid.CreateVersion7(),
        OrganizationId = organizationId,
        Name = "Marketing",
        Code = "MKTG",
        Zone = TimeZoneInfo.FindSystemTimeZoneById("Australia/Sydney"),
    };

    private static AllotmentChange NewChange(Guid organizationId) => new()
    {
        OrganizationId = organizationId,
        ExpectedVersion = 3,
        MonthlyCap = Money.FromAud(10),
        IsCapChange = true,
        Allotments = [new NewAllotment(Guid.CreateVersion7(), null, Money.FromAud(10))],
    };

    private static AllotmentCause NewCause() => new(Guid.CreateVersion7(), Guid.CreateVersion7(), TimeProvider.System.GetUtcNow());

    private static void Parse(string sql)
    {
        using var reader = new StringReader(sql);
        new TSql160Parser(initialQuotedIdentifiers: true).Parse(reader, out var errors);
        Assert.Empty(errors.Select(error => $"{error.Line}: {error.Message}"));
    }
}
