using DonatelloAI.Contracts.Generations;
using System.Data.Common;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Storage.Generations;
using DonatelloAI.Storage.Organizations;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Tests.Schema;

public abstract class ConstraintTests(PostgresFixture? postgres) : SchemaTestBase(postgres)
{
    private readonly SampleRows _rows = new();

    [Theory]
    [InlineData("acme.com.au")]
    [InlineData("a.io")]
    [InlineData("x-1.acme-group.com")]
    public async Task Domain_OfLabelsJoinedByDots_IsAccepted(string domain) => await Database.AddAsync(WithDomain(domain));

    [Theory]
    [InlineData("acme")]
    [InlineData("")]
    [InlineData(".acme.com")]
    [InlineData("acme.com.")]
    [InlineData("acme..com")]
    [InlineData("acme.c")]
    [InlineData("-acme.com")]
    [InlineData("acme-.com")]
    [InlineData("acme.-com")]
    [InlineData("acme.com-")]
    [InlineData("Acme.com")]
    [InlineData("ac me.com")]
    [InlineData("acme.com/x")]
    [InlineData("acme_x.com")]
    [InlineData("ácme.com")]
    public Task Domain_ThatIsRubbish_IsRefused(string domain) => RefusesAsync("chk_domain", WithDomain(domain));

    [Fact]
    public async Task Domain_OfTwoActiveOrganisations_IsRefused()
    {
        await Database.AddAsync(WithDomain("acme.com.au"));

        await RefusesAsync("domain", WithDomain("acme.com.au"));
    }

    [Fact]
    public async Task Domain_OfADeactivatedOrganisation_IsFreeAgain()
    {
        var former = WithDomain("acme.com.au");
        former.IsActive = false;

        await Database.AddAsync(former, WithDomain("acme.com.au"));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Session_RevokedWithoutItsMomentOrTheReverse_IsRefused(bool revoked, bool hasMoment)
    {
        await Database.AddAsync(_rows.Tenant);
        var session = _rows.NewSession();
        session.Revoked = revoked;
        session.RevokedAt = hasMoment ? SampleRows.Moment : null;

        await RefusesAsync("chk_revoked_at", session);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task Generation_CompletedWithoutImageOrMoment_IsRefused(bool hasImage, bool hasMoment)
    {
        await Database.AddAsync(_rows.Tenant);
        _rows.Generation.Status = GenerationStatus.Completed;
        _rows.Generation.ImageUrl = hasImage ? "images/1" : null;
        _rows.Generation.CompletedAt = hasMoment ? SampleRows.Moment : null;

        await RefusesAsync("chk_completed", _rows.Generation);
    }

    [Fact]
    public async Task Generation_FailedWithoutImage_IsAccepted()
    {
        _rows.Generation.Status = GenerationStatus.Failed;

        await Database.AddAsync([.. _rows.Tenant, _rows.Generation]);
    }

    [Fact]
    public async Task Generation_WithAForeignOrganisation_IsRefused()
    {
        var other = new SampleRows();
        await Database.AddAsync([.. _rows.Tenant, other.Organization]);
        _rows.Generation.OrganizationId = other.Organization.Id;

        await RefusesAsync("foreign key", _rows.Generation);
    }

    [Theory]
    [InlineData("monthly_budget_aud")]
    [InlineData("current_spend_aud")]
    [InlineData("current_held_aud")]
    [InlineData("allocated_aud")]
    public async Task Budget_BelowZero_IsRefused(string column)
    {
        await Database.AddAsync([.. _rows.Tenant, _rows.NewBudget()]);

        await RefusesAsync($"chk_department_budgets_{column}", $"UPDATE department_budgets SET {column} = -1");
    }

    [Fact]
    public async Task Budget_WithAPeriodThatEndsBeforeItBegins_IsRefused()
    {
        await Database.AddAsync(_rows.Tenant);
        var budget = _rows.NewBudget();
        budget.BudgetPeriodEnd = budget.BudgetPeriodStart;

        await RefusesAsync("chk_budget_period", budget);
    }

    [Fact]
    public async Task Budget_SecondOfADepartment_IsRefused()
    {
        await Database.AddAsync([.. _rows.Tenant, _rows.NewBudget()]);

        await RefusesAsync("department_id", _rows.NewBudget());
    }

    [Fact]
    public async Task Budget_WithAnUnknownMode_IsRefused()
    {
        await Database.AddAsync([.. _rows.Tenant, _rows.NewBudget()]);

        await RefusesAsync(
            "chk_department_budgets_enforcement_mode",
            "UPDATE department_budgets SET enforcement_mode = 'Hard'");
    }

    [Fact]
    public async Task Hold_RemainingAboveItsAmount_IsRefused()
    {
        await Database.AddAsync([.. _rows.Tenant, _rows.Generation]);
        var hold = _rows.NewHold();
        hold.RemainingAud = hold.AmountAud + Money.FromMicros(1);

        await RefusesAsync("chk_budget_holds_remaining_aud", hold);
    }

    [Fact]
    public async Task Hold_ClosedWithMoneyLeft_IsRefused()
    {
        await Database.AddAsync([.. _rows.Tenant, _rows.Generation]);
        var hold = _rows.NewHold();
        hold.State = HoldState.Released;

        await RefusesAsync("chk_budget_holds_closed", hold);
    }

    [Fact]
    public async Task Hold_OfAGenerationAndABatch_IsRefused()
    {
        await Database.AddAsync([.. _rows.Tenant, _rows.Generation, _rows.Batch]);
        var hold = _rows.NewHold();
        hold.BatchId = _rows.Batch.Id;

        await RefusesAsync("chk_budget_holds_work", hold);
    }

    [Fact]
    public async Task Hold_SecondOfAnAttempt_IsRefused()
    {
        await Database.AddAsync([.. _rows.Tenant, _rows.Generation, _rows.NewHold()]);
        var second = _rows.NewHold();
        second.Id = Guid.CreateVersion7();

        await RefusesAsync("attempt_no", second);
    }

    [Fact]
    public async Task CostEvent_SecondOfAnAttempt_IsRefused()
    {
        await Database.AddAsync([.. _rows.Tenant, _rows.Generation, _rows.NewCostEvent()]);

        await RefusesAsync("attempt_no", _rows.NewCostEvent());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(50_001)]
    public async Task Batch_OfTooFewOrTooManyItems_IsRefused(int items)
    {
        await Database.AddAsync(_rows.Tenant);
        _rows.Batch.ItemCount = items;

        await RefusesAsync("chk_batches_item_count", _rows.Batch);
    }

    [Fact]
    public async Task Models_OfOneProvider_AreAccepted() =>
        await Database.AddAsync(_rows.Provider, new SampleRows().Provider);

    [Fact]
    public async Task ExchangeRate_OfZero_IsRefused()
    {
        var rate = SampleRows.NewRate();
        rate.RateToAud = 0;

        await RefusesAsync("chk_exchange_rates_rate_to_aud", rate);
    }

    [Fact]
    public async Task Name_LongerThanItsColumn_IsRefused()
    {
        _rows.Organization.Name = new string('x', 256);

        await RefusesAsync("", _rows.Organization);
    }

    [Fact]
    public async Task Json_ThatIsNone_IsRefused()
    {
        _rows.Organization.Settings = "{";

        await RefusesAsync("", _rows.Organization);
    }

    [Theory]
    [InlineData("organizations")]
    [InlineData("departments")]
    [InlineData("users")]
    [InlineData("generations")]
    [InlineData("model_providers")]
    public async Task Parent_WithRowsThatNeedIt_IsNotDeleted(string table)
    {
        await Database.AddAsync(_rows.All);

        await RefusesAsync("foreign key", $"DELETE FROM {table}");
    }

    private async Task RefusesAsync(string words, params object[] rows)
    {
        var refusal = await Assert.ThrowsAsync<DbUpdateException>(() => Database.AddAsync(rows));
        Assert.Contains(words, refusal.InnerException!.Message, StringComparison.OrdinalIgnoreCase);
    }

    private async Task RefusesAsync(string words, string sql)
    {
        var refusal = await Assert.ThrowsAnyAsync<DbException>(() => Database.ExecuteAsync(sql));
        Assert.Contains(words, refusal.Message, StringComparison.OrdinalIgnoreCase);
    }

    private static OrganizationRow WithDomain(string domain) => new() { Id = Guid.CreateVersion7(), Name = "Acme", Domain = domain };
}

public sealed class SqliteConstraintTests() : ConstraintTests(postgres: null);

[Collection(PostgresCollection.Name)]
public sealed class PostgresConstraintTests(PostgresFixture postgres) : ConstraintTests(postgres);
