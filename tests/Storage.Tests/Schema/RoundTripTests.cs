using DonatelloAI.Contracts;
using DonatelloAI.Storage.Organizations;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Tests.Schema;

public abstract class RoundTripTests(PostgresFixture? postgres) : SchemaTestBase(postgres)
{
    [Fact]
    public async Task EveryRow_WrittenAndRead_IsTheSame()
    {
        var written = new SampleRows().All;
        await Database.AddAsync(written);

        await using var context = await Database.Contexts.CreateDbContextAsync();
        foreach (var row in written)
        {
            var type = context.Model.FindEntityType(row.GetType())!;
            object?[] key = [.. type.FindPrimaryKey()!.Properties.Select(property => property.PropertyInfo!.GetValue(row))];
            var read = await context.FindAsync(row.GetType(), key);

            Assert.NotNull(read);
            Assert.Equivalent(row, read, strict: true);
        }

        Assert.Equal(
            context.Model.GetEntityTypes().Count(type => !type.HasSharedClrType),
            written.Select(row => row.GetType()).Distinct().Count());
    }

    [Fact]
    public async Task Moment_WithAnOffset_IsReadInUtcToTheMicrosecond()
    {
        var rows = new SampleRows();
        rows.Generation.CompletedAt = new DateTimeOffset(2026, 11, 22, 21, 30, 0, TimeSpan.FromHours(11)).AddTicks(1_234_567);
        await Database.AddAsync([.. rows.Tenant, rows.Generation]);

        await using var context = await Database.Contexts.CreateDbContextAsync();
        var read = await context.Generations.SingleAsync();

        Assert.Equal(new DateTimeOffset(2026, 11, 22, 10, 30, 0, TimeSpan.Zero).AddTicks(1_234_560), read.CompletedAt);
        Assert.Equal(TimeSpan.Zero, read.CompletedAt!.Value.Offset);
    }

    [Fact]
    public async Task Moments_OrderedAndCompared_FollowTime()
    {
        var rows = new SampleRows();
        var later = rows.NewGeneration();
        later.CreatedAt = SampleRows.Moment.AddMicroseconds(1);
        await Database.AddAsync([.. rows.Tenant, rows.Generation, later]);

        await using var context = await Database.Contexts.CreateDbContextAsync();
        var newest = await context.Generations.OrderByDescending(row => row.CreatedAt).Select(row => row.Id).FirstAsync();
        var after = await context.Generations.CountAsync(row => row.CreatedAt > SampleRows.Moment);

        Assert.Equal(later.Id, newest);
        Assert.Equal(1, after);
    }

    [Fact]
    public async Task Money_OfTheLargestAmount_KeepsItsLastMicro()
    {
        var rows = new SampleRows();
        var budget = rows.NewBudget();
        budget.MonthlyBudgetAud = Money.FromMicros(Money.MaxAmountMicros - 1);
        await Database.AddAsync([.. rows.Tenant, budget]);

        await using var context = await Database.Contexts.CreateDbContextAsync();
        Assert.Equal(Money.MaxAmountMicros - 1, (await context.DepartmentBudgets.SingleAsync()).MonthlyBudgetAud.Micros);
    }

    [Fact]
    public async Task Utilization_OfABudget_IsComputedByTheDatabase()
    {
        var rows = new SampleRows();
        await Database.AddAsync([.. rows.Tenant, rows.NewBudget()]);

        await using var context = await Database.Contexts.CreateDbContextAsync();
        Assert.Equal(0.6501m, (await context.DepartmentBudgets.SingleAsync()).Utilization!.Value, 4);
    }

    [Fact]
    public async Task Utilization_WithoutABudget_IsNull()
    {
        var rows = new SampleRows();
        var budget = rows.NewBudget();
        budget.MonthlyBudgetAud = Money.Zero;
        await Database.AddAsync([.. rows.Tenant, budget]);

        await using var context = await Database.Contexts.CreateDbContextAsync();
        Assert.Null((await context.DepartmentBudgets.SingleAsync()).Utilization);
    }

    [Fact]
    public async Task Defaults_OfAForeignWriter_AreTheModels()
    {
        await Database.ExecuteAsync("INSERT INTO organizations (name, domain) VALUES ('Acme', 'acme.com.au')");

        await using var context = await Database.Contexts.CreateDbContextAsync();
        var read = await context.Organizations.SingleAsync();

        Assert.NotEqual(Guid.Empty, read.Id);
        Assert.True(read.IsActive);
        Assert.Equal("{}", read.Settings);
        Assert.InRange(read.CreatedAt, new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), DateTimeOffset.MaxValue);
    }

    [Fact]
    public async Task FalseAndZero_ThatWereMeant_AreNotReplacedByDefaults()
    {
        var rows = new SampleRows();
        rows.Organization.IsActive = false;
        rows.Provider.TimeoutSeconds = 1;
        await Database.AddAsync(rows.Organization, rows.Provider);

        await using var context = await Database.Contexts.CreateDbContextAsync();
        Assert.False((await context.Organizations.SingleAsync()).IsActive);
    }

    [Fact]
    public async Task Version_ChangedBySomebodyElse_RefusesTheSecondWriter()
    {
        var rows = new SampleRows();
        await Database.AddAsync(rows.Organization);

        await using var first = await Database.Contexts.CreateDbContextAsync();
        await using var second = await Database.Contexts.CreateDbContextAsync();
        await RenameAsync(first, await first.Organizations.SingleAsync(), second);
    }

    private static async Task RenameAsync(DonatelloContext first, OrganizationRow mine, DonatelloContext second)
    {
        var theirs = await second.Organizations.SingleAsync();
        mine.Version++;
        theirs.Version++;
        await first.SaveChangesAsync();
        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => second.SaveChangesAsync());
    }
}

public sealed class SqliteRoundTripTests() : RoundTripTests(postgres: null);

[Collection(PostgresCollection.Name)]
public sealed class PostgresRoundTripTests(PostgresFixture postgres) : RoundTripTests(postgres);
