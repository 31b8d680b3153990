using DonatelloAI.Contracts.Users;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Storage.Budgets;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Organizations;
using DonatelloAI.Storage.Tests.Schema;
using DonatelloAI.Storage.Users;
using DonatelloAI.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace DonatelloAI.Storage.Tests.Budgets;

/// <summary>A department with a budget of 100 AUD on a real database, and the ledger's own writer in front of it.</summary>
public abstract class BudgetStoreTestBase(PostgresFixture? postgres) : SchemaTestBase(postgres)
{
    private static readonly BudgetInstruments Instruments = new();

    protected Guid OrganizationId { get; } = Guid.CreateVersion7();

    protected Guid DepartmentId { get; } = Guid.CreateVersion7();

    protected Guid UserId { get; } = Guid.CreateVersion7();

    protected Guid AdministratorId { get; } = Guid.CreateVersion7();

    internal BudgetStore Store { get; private set; } = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Store = NewStore();
        await using var context = await Database.Contexts.CreateDbContextAsync();
        context.Organizations.Add(new OrganizationRow
        {
            Id = OrganizationId,
            Name = "Acme Corporation",
            Domain = $"{OrganizationId:n}.example.com",
            Settings = """{"timezone":"Australia/Sydney"}""",
        });
        DepartmentFactory.Add(
            context,
            new NewDepartment
            {
                Id = DepartmentId,
                OrganizationId = OrganizationId,
                Name = "Marketing",
                Code = "MKTG",
                Zone = TimeZoneInfo.FindSystemTimeZoneById("Australia/Sydney"),
                MonthlyBudget = Money.FromAud(100),
            },
            TimeProvider.System.GetUtcNow());
        context.Users.Add(NewUser(UserId));
        await context.SaveChangesAsync();
    }

    internal BudgetStore NewStore(CommitOptions? options = null, IDbContextFactory<DonatelloContext>? contexts = null) =>
        new(contexts ?? Database.Contexts, new OutboxSigner(new byte[32]), options ?? new CommitOptions());

    internal BudgetWriter NewWriter(int commitSize = 1_024, TimeProvider? clock = null, BudgetStore? store = null) => new(
        DepartmentId, store ?? Store, clock ?? TimeProvider.System, new BudgetOptions { CommitSize = commitSize }, Instruments, NullLogger<BudgetWriter>.Instance);

    internal BudgetWriter NewWriter(Guid departmentId) => new(
        departmentId, Store, TimeProvider.System, new BudgetOptions(), Instruments, NullLogger<BudgetWriter>.Instance);

    protected async Task<VerifyReport> Verify() => (await Store.Verify(DepartmentId))!;

    protected static BudgetLine NewLine(decimal aud) => new(Guid.CreateVersion7(), aud);

    protected Reserve Reserve(decimal aud) => NewLine(aud).ToReserve(UserId);

    protected UserRow NewUser(Guid id) => SampleUsers.New(id, OrganizationId, DepartmentId);
}
