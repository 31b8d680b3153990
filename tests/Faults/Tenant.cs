using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Silo.Encryption;
using DonatelloAI.Storage;
using DonatelloAI.Storage.Budgets;
using DonatelloAI.Storage.Encryption;
using DonatelloAI.Storage.Users;
using DonatelloAI.Testing;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Faults;

/// <summary>A department and somebody in it who orders images.</summary>
/// <param name="Name">What reports call it.</param>
/// <param name="DepartmentId">The department.</param>
/// <param name="Key">API key of its person.</param>
internal sealed record Tenant(string Name, Guid DepartmentId, string Key)
{
    /// <summary>Adds a department with one person to the organisation that the cluster began with.</summary>
    public static async Task<Tenant> Add(IDbContextFactory<DonatelloContext> contexts, LookupKeys lookup, string name, decimal budgetAud)
    {
        var now = TimeProvider.System.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync();
        var department = new NewDepartment
        {
            Id = Guid.CreateVersion7(now),
            OrganizationId = await context.Organizations.Select(organization => organization.Id).SingleAsync(),
            Name = name,
            Code = name.ToUpperInvariant(),
            Zone = TimeZoneInfo.FindSystemTimeZoneById("Australia/Sydney"),
            MonthlyBudget = Money.FromAud(budgetAud),
        };
        var token = ApiKeyToken.Create(Guid.CreateVersion7(now), Guid.CreateVersion7(now));
        DepartmentFactory.Add(context, department, now);
        context.Users.Add(SampleUsers.New(token.UserId, department.OrganizationId, department.Id));
        context.ApiKeys.Add(KeyRow(token, department.OrganizationId, lookup, now));
        await context.SaveChangesAsync();
        return new Tenant(name, department.Id, token.SecretText);
    }

    private static ApiKeyRow KeyRow(ApiKeyToken token, Guid organizationId, LookupKeys lookup, DateTimeOffset now) => new()
    {
        Id = token.KeyId,
        OrganizationId = organizationId,
        UserId = token.UserId,
        KeyName = "orders",
        KeyHash = token.Hash(lookup.Pepper),
        KeyPrefix = token.Prefix,
        Scopes = """["generate","read"]""",
        CreatedAt = now,
    };
}
