using DonatelloAI.Contracts.Generations;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Storage.Generations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace DonatelloAI.Storage.Tests.Generations;

/// <summary>The text of a page's query, where the plan of an engine hangs on it.</summary>
public sealed class GenerationPageTextTests
{
    [Theory]
    [InlineData(UserRole.PowerUser, 1)]
    [InlineData(UserRole.DeptManager, 3)]
    [InlineData(UserRole.OrgAdmin, 1)]
    public void Page_OnPostgres_HasItsLimitInTheText(UserRole role, int limits)
    {
        using var db = DonatelloContexts.Open(StorageEngine.Postgres, "Host=127.0.0.1");

        var sql = GenerationQueries.Page(db, CallerOf(role), new GenerationFilter { Limit = 17 }).ToQueryString();

        Assert.Equal(limits, sql.Split("LIMIT 17").Length - 1);
        Assert.DoesNotContain("LIMIT @", sql, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StorageEngine.Sqlite, "Data Source=:memory:")]
    [InlineData(StorageEngine.Postgres, "Host=127.0.0.1")]
    [InlineData(StorageEngine.SqlServer, "Server=127.0.0.1")]
    public void Page_OnAnyEngine_RepeatsTheConditionOfItsIndex(StorageEngine engine, string connectionString)
    {
        using var db = DonatelloContexts.Open(engine, connectionString);
        var index = db.GetService<IDesignTimeModel>().Model.FindEntityType(typeof(GenerationRow))!.GetIndexes()
            .Single(index => index.GetDatabaseName() == "idx_generations_active");

        Assert.Contains(index.GetFilter()!, GenerationQueries.Page(db, CallerOf(UserRole.PowerUser), new GenerationFilter()).ToQueryString(), StringComparison.Ordinal);
    }

    private static Caller CallerOf(UserRole role) => new()
    {
        UserId = Guid.CreateVersion7(),
        OrganizationId = Guid.CreateVersion7(),
        DepartmentId = Guid.CreateVersion7(),
        Role = role,
        Scopes = KeyScopes.All,
    };
}
