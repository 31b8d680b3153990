using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Silo;
using DonatelloAI.Silo.Clustering;
using DonatelloAI.Storage;
using DonatelloAI.Storage.Budgets;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Events;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Bench;

/// <summary>One silo with its callers in the same process, as Standalone runs it.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private readonly WebApplication _host;

    private Cluster(WebApplication host) => _host = host;

    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    /// <param name="contexts">The database.</param>
    /// <param name="moneyOnly">True to leave the work out of each commit, so that holds and entries are measured alone.</param>
    public static async Task<Cluster> Start(IDbContextFactory<DonatelloContext> contexts, bool moneyOnly = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        IBudgetStore store = new BudgetStore(contexts, new OutboxSigner(new byte[32]), new CommitOptions());
        builder.Services.AddSingleton(moneyOnly ? new MoneyOnlyStore(store) : store);
        builder.AddDonatelloSilo(silo => silo.UseSingleSilo());
        var host = builder.Build();
        host.Urls.Add("http://127.0.0.1:0");
        await host.StartAsync();
        return new Cluster(host);
    }

    public IDepartmentBudgetGrain Budget(Department department) => Grains.GetGrain<IDepartmentBudgetGrain>(department.Id);

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();
}
