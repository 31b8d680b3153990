using DonatelloAI.Contracts.Generations;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Generations;
using DonatelloAI.Storage.Organizations;
using DonatelloAI.Storage.Tests.Budgets;
using DonatelloAI.Storage.Tests.Schema;
using DonatelloAI.Testing;

namespace DonatelloAI.Storage.Tests.Generations;

/// <summary>Who sees what in a list, and how it is paged, on every engine.</summary>
public abstract class GenerationListTests(PostgresFixture? postgres) : BudgetStoreTestBase(postgres)
{
    private static readonly DateTimeOffset At = SampleRows.Moment;

    private readonly List<GenerationRow> _rows = [];
    private GenerationStore _store = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _store = new GenerationStore(Database.Contexts, new OutboxSigner(new byte[32]), new CommitOptions(), TimeProvider.System);
        var elsewhere = new OrganizationRow { Id = Guid.CreateVersion7(), Name = "Other", Domain = $"{Guid.CreateVersion7():n}.example.com" };
        var department = new DepartmentRow { Id = Guid.CreateVersion7(), OrganizationId = OrganizationId, Name = "Sales", Code = "SALES" };
        var foreign = new DepartmentRow { Id = Guid.CreateVersion7(), OrganizationId = elsewhere.Id, Name = "Sales", Code = "SALES" };
        var (colleague, stranger) = (NewUser(Guid.CreateVersion7()), NewUser(Guid.CreateVersion7()));
        (stranger.OrganizationId, stranger.DepartmentId) = (elsewhere.Id, foreign.Id);
        await Database.AddAsync(elsewhere, department, foreign, colleague, stranger);
        foreach (var (organization, place, user) in new[]
        {
            (OrganizationId, DepartmentId, UserId),
            (OrganizationId, department.Id, UserId),
            (OrganizationId, DepartmentId, colleague.Id),
            (OrganizationId, department.Id, colleague.Id),
            (elsewhere.Id, foreign.Id, stranger.Id),
        })
        {
            AddEveryKind(organization, place, user);
        }

        await Database.AddAsync([.. _rows]);
    }

    [EngineFact]
    public async Task List_ForEveryRoleAndFilter_AnswersWhatTheRuleSays()
    {
        var callers = Enum.GetValues<UserRole>().SelectMany(role => new Guid?[] { DepartmentId, null }.Select(department => Caller(role, department))).ToList();
        foreach (var caller in callers)
        {
            foreach (var filter in Filters())
            {
                var listed = await _store.List(caller, filter);
                Assert.Equal(Expected(caller, filter), listed.Select(row => row.Id).Order());
            }
        }
    }

    [EngineTheory]
    [InlineData(UserRole.StandardUser)]
    [InlineData(UserRole.DeptManager)]
    [InlineData(UserRole.OrgAdmin)]
    public async Task List_PageByPageUnderEqualMoments_HasNoGapsAndNoDoubles(UserRole role)
    {
        var caller = Caller(role, DepartmentId);
        var all = await _store.List(caller, new GenerationFilter { Limit = 200, IncludeArchived = true });
        var paged = new List<Guid>();
        GenerationCursor? after = null;
        for (var page = 0; page < 200; page++)
        {
            var rows = await _store.List(caller, new GenerationFilter { Limit = 3, After = after, IncludeArchived = true });
            paged.AddRange(rows.Select(row => row.Id));
            if (rows.Count < 3)
            {
                break;
            }

            after = new GenerationCursor(rows[^1].CreatedAt, rows[^1].Id);
        }

        Assert.Equal(all.Select(row => row.Id), paged);
        Assert.Equal(all.OrderByDescending(row => row.CreatedAt).Select(row => row.CreatedAt), all.Select(row => row.CreatedAt));
    }

    private IEnumerable<GenerationFilter> Filters()
    {
        var filter = new GenerationFilter { Limit = GenerationFilter.MaxLimit };
        yield return filter;
        yield return filter with { IncludeArchived = true };
        yield return filter with { Status = GenerationStatus.Failed };
        yield return filter with { Model = "local/canvas" };
        yield return filter with { Model = "easel" };
        yield return filter with { UserId = UserId };
        yield return filter with { From = At, To = At.AddSeconds(1) };
        foreach (var department in _rows.Select(row => row.DepartmentId).Distinct())
        {
            yield return filter with { DepartmentId = department };
        }

        foreach (var organization in _rows.Select(row => row.OrganizationId).Distinct())
        {
            yield return filter with { OrganizationId = organization };
        }

        yield return filter with { GroupId = _rows[0].GroupId };
    }

    /// <summary>The rule once more, row by row.</summary>
    private IEnumerable<Guid> Expected(Caller caller, GenerationFilter filter) =>
        from row in _rows
        where !row.IsDeleted && MaySee(caller, row)
            && row.OrganizationId == (filter.OrganizationId ?? caller.OrganizationId)
            && (filter.IncludeArchived || row.ArchivedAt is null)
            && (filter.Status is null || row.Status == filter.Status)
            && (filter.Model is null || filter.Model == row.ModelName || filter.Model == $"{row.ModelProvider}/{row.ModelName}")
            && (filter.UserId is null || row.UserId == filter.UserId)
            && (filter.DepartmentId is null || row.DepartmentId == filter.DepartmentId)
            && (filter.GroupId is null || row.GroupId == filter.GroupId)
            && (filter.From is null || row.CreatedAt >= filter.From)
            && (filter.To is null || row.CreatedAt < filter.To)
        orderby row.Id
        select row.Id;

    private static bool MaySee(Caller caller, GenerationRow row) => caller.Role switch
    {
        UserRole.SuperAdmin => true,
        UserRole.OrgAdmin => row.OrganizationId == caller.OrganizationId,
        UserRole.DeptManager => row.UserId == caller.UserId || row.DepartmentId == caller.DepartmentId,
        _ => row.UserId == caller.UserId,
    };

    private void AddEveryKind(Guid organization, Guid department, Guid user)
    {
        var group = Guid.CreateVersion7();
        for (var kind = 0; kind < 6; kind++)
        {
            _rows.Add(new GenerationRow
            {
                Id = Guid.CreateVersion7(),
                OrganizationId = organization,
                DepartmentId = department,
                UserId = user,
                GroupId = kind < 2 ? group : null,
                ModelProvider = "local",
                ModelName = kind % 2 == 0 ? "canvas" : "easel",
                PromptEncrypted = "v1:sealed",
                Status = kind == 2 ? GenerationStatus.Failed : GenerationStatus.Pending,
                IsDeleted = kind == 3,
                ArchivedAt = kind == 4 ? At : null,
                CreatedAt = At.AddSeconds(kind / 2),
            });
        }
    }

    private Caller Caller(UserRole role, Guid? department) => new()
    {
        UserId = UserId,
        OrganizationId = OrganizationId,
        DepartmentId = department,
        Role = role,
        Scopes = KeyScopes.All,
    };
}

public sealed class SqliteGenerationListTests() : GenerationListTests(null);

[Collection(PostgresCollection.Name)]
public sealed class PostgresGenerationListTests(PostgresFixture postgres) : GenerationListTests(postgres);

[NeedsServer(SqlServerDatabases.Variable)]
public sealed class SqlServerGenerationListTests() : GenerationListTests(null)
{
    protected override Task<TestDatabase> MakeDatabaseAsync() => SqlServerDatabases.MakeAsync();
}
