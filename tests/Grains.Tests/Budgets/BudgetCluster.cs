using DonatelloAI.Contracts.Users;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Storage.Budgets;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Organizations;
using DonatelloAI.Testing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.TestingHost;

namespace DonatelloAI.Grains.Tests.Budgets;

/// <summary>Two silos on one SQLite database, with a person of one organisation and as many departments as tests make.</summary>
public class BudgetCluster : IAsyncLifetime
{
    private readonly TestDatabase _database = TestDatabase.Sqlite();
    private readonly Guid _organizationId = Guid.CreateVersion7();
    private readonly Guid _home = Guid.CreateVersion7();

    public InProcessTestCluster Silos { get; private set; } = null!;

    public Guid UserId { get; } = Guid.CreateVersion7();

    internal GatedBudgetStore Store { get; private set; } = null!;

    /// <summary>How long the outside client waits for an answer.</summary>
    protected virtual TimeSpan ClientTimeout => TimeSpan.FromMinutes(2);

    public async Task InitializeAsync()
    {
        await _database.Migrator.UpAsync();
        await AddPeople();
        Store = new GatedBudgetStore(new BudgetStore(_database.Contexts, new OutboxSigner(new byte[32]), new CommitOptions()));
        var builder = new InProcessTestClusterBuilder(2);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<IBudgetStore>(Store);
            silo.Services.AddSingleton<BudgetInstruments>();
            silo.Services.AddKeyedSingleton(DomainClock.Key, TimeProvider.System);
            silo.Services.AddOptions<BudgetOptions>();
        });
        builder.ConfigureClient(client => client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = ClientTimeout));
        Silos = builder.Build();
        await Silos.DeployAsync();
    }

    public async Task DisposeAsync()
    {
        await Silos.DisposeAsync();
        _database.Dispose();
    }

    /// <summary>Makes a department and answers its id.</summary>
    public async Task<Guid> NewDepartment(decimal budget)
    {
        var id = Guid.CreateVersion7();
        await AddDepartment(id, budget);
        return id;
    }

    /// <summary>The grain as the outside client calls it.</summary>
    public IDepartmentBudgetGrain FromClient(Guid department) => Silos.Client.GetGrain<IDepartmentBudgetGrain>(department);

    /// <summary>The grain as a silo's own grains call it.</summary>
    public static IDepartmentBudgetGrain FromSilo(InProcessSiloHandle silo, Guid department) =>
        silo.ServiceProvider.GetRequiredService<IGrainFactory>().GetGrain<IDepartmentBudgetGrain>(department);

    /// <summary>The silo that hosts a department, and the other one.</summary>
    public async Task<(InProcessSiloHandle Host, InProcessSiloHandle Other)> HostOf(Guid department)
    {
        var address = await Silos.Client.GetGrain<IManagementGrain>(0).GetActivationAddress(FromClient(department));
        return (Silos.Silos.Single(silo => silo.SiloAddress.Equals(address)), Silos.Silos.Single(silo => !silo.SiloAddress.Equals(address)));
    }

    public Reserve Reserve(int generation, decimal aud) => Work.Reserve([Work.Line(generation, aud)], UserId);

    private async Task AddPeople()
    {
        await _database.AddAsync(new OrganizationRow { Id = _organizationId, Name = "Acme", Domain = "acme.example.com", Settings = "{}" });
        await AddDepartment(_home, 1);
        await _database.AddAsync(SampleUsers.New(UserId, _organizationId, _home));
    }

    private async Task AddDepartment(Guid id, decimal budget)
    {
        await using var context = await _database.Contexts.CreateDbContextAsync();
        DepartmentFactory.Add(
            context,
            new NewDepartment
            {
                Id = id,
                OrganizationId = _organizationId,
                Name = $"Department {id}",
                Code = id.ToString("N")[^12..],
                Zone = TimeZoneInfo.Utc,
                MonthlyBudget = Money.FromAud(budget),
            },
            TimeProvider.System.GetUtcNow());
        await context.SaveChangesAsync();
    }
}

/// <summary>A cluster whose outside client gives up soon.</summary>
public sealed class ImpatientBudgetCluster : BudgetCluster
{
    protected override TimeSpan ClientTimeout => TimeSpan.FromSeconds(1);
}
