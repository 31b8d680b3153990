using System.Globalization;
using System.Reflection;
using System.Text;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Contracts.Sessions;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Organizations;
using DonatelloAI.Storage.Budgets;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Organizations;
using DonatelloAI.Storage.Tests.Generations;
using Microsoft.EntityFrameworkCore;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace DonatelloAI.Storage.Tests.Schema;

/// <summary>
/// SQL Server without a server: all that a store sends is parsed, and compiled against the schema as the body of a procedure,
/// which resolves every table and column.
/// </summary>
public sealed class SqlServerSyntaxTests
{
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
        [typeof(AttemptFilter)] = new AttemptFilter
        {
            After = new AttemptCursor(new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero), Guid.CreateVersion7()),
            Outcome = AttemptOutcome.Unknown,
            Provider = "it's",
            OrganizationId = Guid.CreateVersion7(),
            DepartmentId = Guid.CreateVersion7(),
            From = new DateTimeOffset(2026, 11, 1, 10, 0, 0, TimeSpan.Zero),
            To = new DateTimeOffset(2026, 12, 1, 10, 0, 0, TimeSpan.Zero),
        },
        [typeof(SessionCursor)] = new SessionCursor(new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero), Guid.CreateVersion7()),
        [typeof(string)] = "it's",
        [typeof(byte[])] = new byte[32],
    };

    public static TheoryData<string> Queries => [.. QueryMethods().Select(NameOf)];

    public static TheoryData<string> Stores => [.. StorePlans.Stores];

    [Theory]
    [MemberData(nameof(Queries))]
    public void Query_OfAStore_IsValidSql(string query) => Parse(Translate(QueryMethods().Single(method => NameOf(method) == query)));

    [Theory]
    [MemberData(nameof(Stores))]
    public void Commits_OfAStore_UseEveryShapeAndAreValidSql(string store)
    {
        var (plans, shapes) = StorePlans.Of(store);

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
            .. StorePlans.Stores.SelectMany(store => StorePlans.Of(store).Plans).Select(WithParameters),
            WithParameters(CommitPlan.Join(GenerationWriteSamples.All().Plans)),
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
        await Record.ExceptionAsync(() => AllotmentWrites.Apply(context, NewChange(organization.Id), NewCause(), StorePlans.Signer));
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
