using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Orleans;

namespace DonatelloAI.Standalone.Tests;

/// <summary>The composed host from the inside: front end, silo and database find each other.</summary>
public sealed class StandaloneHostTests : IAsyncLifetime
{
    private readonly DirectoryInfo _temp = Directory.CreateTempSubdirectory("donatello-host-");
    private DataFolder _folder = null!;
    private WebApplication _app = null!;

    public async Task InitializeAsync()
    {
        var arguments = StandaloneArguments.Parse(
            ["--urls", "http://127.0.0.1:0", "--data", Path.Combine(_temp.FullName, "data"), "--Logging:LogLevel:Default", "None"]);
        _folder = DataFolder.Open(arguments.Data);
        _app = StandaloneHost.Build(arguments, _folder);
        await _app.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Dispose();
        _temp.Delete(recursive: true);
    }

    [Fact]
    public async Task Budget_OfTheFirstDepartment_IsEnforcedAndVerifies()
    {
        await using var context = await _app.Services.GetRequiredService<IDbContextFactory<DonatelloContext>>().CreateDbContextAsync();
        var department = await context.Departments.SingleAsync();
        var user = await context.Users.SingleAsync();
        var budget = _app.Services.GetRequiredService<IGrainFactory>().GetGrain<IDepartmentBudgetGrain>(department.Id);

        Assert.Equal(Money.FromAud(100m), (await budget.Read())!.Left);
        var raised = await budget.SetBudget(new SetBudget { OperationId = Guid.CreateVersion7(), ActorId = user.Id, MonthlyBudget = Money.FromAud(250m) });

        Assert.Equal(Money.FromAud(250m), Assert.IsType<BudgetAccepted>(raised).Left);
        var report = await budget.Verify();
        Assert.Null(report!.FirstDifference);
        Assert.Equal(2, report.Entries);
    }
}
