using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Organizations;
using DonatelloAI.Grains.Organizations;
using DonatelloAI.Storage.Budgets;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Organizations;
using DonatelloAI.Storage.Tests.Budgets;
using DonatelloAI.Storage.Tests.Schema;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Tests.Organizations;

/// <summary>An organisation with two departments: a budget of 100 AUD, and one of 40 AUD.</summary>
public abstract class OrganizationBudgetTestBase(PostgresFixture? postgres) : BudgetStoreTestBase(postgres)
{
    protected Guid SecondId { get; } = Guid.CreateVersion7();

    internal OrganizationBudgetStore Organizations { get; private set; } = null!;

    protected static OutboxSigner Signer { get; } = new(new byte[32]);

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Organizations = new OrganizationBudgetStore(Database.Contexts, Signer);
        await using var context = await Database.Contexts.CreateDbContextAsync();
        DepartmentFactory.Add(context, NewDepartment(SecondId, "SALES", 40), TimeProvider.System.GetUtcNow());
        await context.SaveChangesAsync();
    }

    protected NewDepartment NewDepartment(Guid id, string code, decimal aud) => new()
    {
        Id = id,
        OrganizationId = OrganizationId,
        Name = code,
        Code = code,
        Zone = TimeZoneInfo.FindSystemTimeZoneById("Australia/Sydney"),
        MonthlyBudget = Money.FromAud(aud),
    };

    protected CreateDepartment NewCreation(decimal aud, string code = "OPS") =>
        new() { DepartmentId = Guid.CreateVersion7(), ActorId = AdministratorId, Name = "Operations", Code = code, MonthlyBudget = Money.FromAud(aud) };

    protected SetBudget Budget(decimal aud) => new() { OperationId = Guid.CreateVersion7(), ActorId = AdministratorId, MonthlyBudget = Money.FromAud(aud) };

    protected AllotmentCause NewCause() => new(Guid.CreateVersion7(), AdministratorId, TimeProvider.System.GetUtcNow());

    protected async Task<OrganizationAllotments> Load() => (await Organizations.Load(OrganizationId))!;

    /// <summary>Cap, then budget and share of both departments, in AUD.</summary>
    protected async Task<string> Shares()
    {
        var state = await Load();
        string[] shares = [.. new[] { DepartmentId, SecondId }.Select(id => Text(state.Departments.Single(department => department.DepartmentId == id)))];
        return $"cap {Text(state.MonthlyCap)}: {string.Join(", ", shares)}";
    }

    protected async Task<List<OutboxRow>> EventsOf(string type)
    {
        await using var context = await Database.Contexts.CreateDbContextAsync();
        return await context.Outbox.Where(row => row.EventType == type).ToListAsync();
    }

    private static string Text(Allotment department) => $"{Text(department.MonthlyBudget)} of {Text(department.Allotted)}";

    private static string Text(Money? amount) => amount is { } money ? $"{money.Aud:0.######}" : "none";
}
