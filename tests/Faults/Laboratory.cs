using System.Globalization;
using System.Net;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Hosting.Clustering;
using DonatelloAI.Silo.Encryption;
using DonatelloAI.Storage;
using DonatelloAI.Testing;
using DonatelloAI.Testing.Providers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;

namespace DonatelloAI.Faults;

/// <summary>
/// A cluster with a vendor, departments, and lines between front end and silos that can be cut. One department is near its budget; one
/// orders of the painter that costs nothing to be asked twice; the others have money.
/// </summary>
internal sealed class Laboratory : IAsyncDisposable
{
    /// <summary>The vendor's name in the catalogue.</summary>
    public const string Vendor = "vendor";

    /// <summary>The silos, by the names that the script has for them.</summary>
    public static readonly string[] Silos = ["silo-1", "silo-2"];

    /// <summary>The key that the vendor is asked with.</summary>
    public const string VendorKey = "vendor-key-4f1d9c27";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private const string Model = $"{Vendor}/paint";
    private const decimal Plenty = 100_000m;

    /// <summary>What the department near its budget may order in a run: less than its clients try.</summary>
    private const decimal NearBudgetAud = 10m;

    private readonly IReadOnlyList<TcpProxy> _lines;

    private Laboratory(NativeCluster cluster, FakeImageVendor vendor, IReadOnlyList<TcpProxy> lines)
    {
        (Cluster, VendorBook, _lines) = (cluster, vendor, lines);
        Contexts = DonatelloContexts.Factory(StorageEngine.Postgres, cluster.Database);
        Inspection = new Inspection(cluster, Contexts);
    }

    public NativeCluster Cluster { get; }

    public FakeImageVendor VendorBook { get; }

    public Inspection Inspection { get; }

    /// <summary>The departments; the first is the one near its budget.</summary>
    public IReadOnlyList<Tenant> Tenants { get; private set; } = [];

    private IDbContextFactory<DonatelloContext> Contexts { get; }

    /// <summary>Starts everything.</summary>
    /// <param name="settings">Further settings of all processes.</param>
    /// <param name="audit">Where the audit log lies: database, or cosmos.</param>
    public static async Task<Laboratory> Open(IReadOnlyDictionary<string, string>? settings = null, string audit = "database")
    {
        var vendor = await FakeImageVendor.Start();
        vendor.Latency = TimeSpan.FromMilliseconds(250);
        var (first, second) = (Ports.Free(), Ports.Free());
        TcpProxy[] lines = [new(first), new(second)];
        var cluster = await NativeCluster.Start(Settings(vendor, settings), new Dictionary<string, int>(StringComparer.Ordinal)
        {
            ["silo-1-gateway"] = lines[0].Port,
            ["silo-1-gateway-listen"] = first,
            ["silo-2-gateway"] = lines[1].Port,
            ["silo-2-gateway-listen"] = second,
        }, audit);
        var laboratory = new Laboratory(cluster, vendor, lines);
        await laboratory.Furnish();
        return laboratory;
    }

    /// <summary>Clients of every department, who have begun.</summary>
    public Traffic LetOrder()
    {
        var traffic = new Traffic(Cluster.Address);
        traffic.Add(Tenants[0], Model, clients: 16);
        traffic.Add(Tenants[1], "local/canvas", clients: 2);
        traffic.Add(Tenants[2], Model, clients: 4);
        traffic.Add(Tenants[3], Model, clients: 4);
        return traffic;
    }

    /// <summary>Gives the first department what its clients will have used up before a run is over.</summary>
    public async Task RaiseBudget()
    {
        await using var context = await Contexts.CreateDbContextAsync();
        var budget = await context.DepartmentBudgets.SingleAsync(row => row.DepartmentId == Tenants[0].DepartmentId);
        var wanted = (budget.CurrentSpendAud + budget.CurrentHeldAud).Aud + NearBudgetAud;
        using var http = new HttpClient { BaseAddress = Cluster.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", Cluster.AdminKey);
        using var body = new StringContent(
            string.Create(CultureInfo.InvariantCulture, $$"""{"monthly_budget_aud":"{{wanted:F6}}"}"""), new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
        using var answer = await http.PutAsync(new Uri($"/v1/departments/{Tenants[0].DepartmentId}/budget", UriKind.Relative), body);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>The silo that has the ledger of the department near its budget, by the name that the script has for it.</summary>
    public Task<string> DepartmentsSilo() => Ask(Silos[0], async client =>
    {
        var ledger = client.GetGrain<IDepartmentBudgetGrain>(Tenants[0].DepartmentId);
        var address = await client.GetGrain<IManagementGrain>(0).GetActivationAddress(ledger)
            ?? throw new InvalidOperationException("The department's ledger is not in memory although its clients order.");
        return Silos.Single(silo => Cluster.PortOf(silo) == address.Endpoint.Port);
    });

    /// <summary>Waits until the others have given a silo up.</summary>
    public async Task UntilGivenUp(string silo, TimeSpan within)
    {
        var port = Cluster.PortOf(silo);
        await Ask(Other(silo), async client =>
        {
            await Eventually.True(
                async () => (await client.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true)).Keys.All(member => member.Endpoint.Port != port),
                within,
                $"the others give {silo} up");
            return silo;
        });
    }

    /// <summary>Adds a department with one person who has not ordered yet, and money.</summary>
    public Task<Tenant> AddTenant(string name) => Tenant.Add(Contexts, KeyRing.Open(Path.Combine(Cluster.Folder, "keys")).Lookup, name, Plenty);

    /// <summary>Stops a process as its supervisor would, and starts it anew.</summary>
    public async Task Restart(string name)
    {
        await Cluster.Signal(name, "TERM");
        await Eventually.True(() => !Cluster.Runs(name), Patience, $"{name} ends");
        await Cluster.Tell("start", name);
    }

    /// <summary>Starts what has ended, as a supervisor would: a silo that stalls on a busy machine is given up, and ends.</summary>
    public async Task EnsureWhole()
    {
        if (!Silos.All(Cluster.Runs) || !Cluster.Runs("api"))
        {
            await Cluster.Tell("up");
        }
    }

    /// <summary>Helps up whatever a fault has left behind, so that the next one finds a whole cluster.</summary>
    public async Task Recover()
    {
        foreach (var line in _lines)
        {
            line.Mend();
        }

        foreach (var silo in Silos.Where(Cluster.Runs))
        {
            await Cluster.Signal(silo, "CONT");
        }

        await Cluster.Tell("up");
    }

    /// <summary>The line between the front end and a silo.</summary>
    public TcpProxy LineTo(string silo) => _lines[silo == "silo-1" ? 0 : 1];

    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        await VendorBook.DisposeAsync();
        foreach (var line in _lines)
        {
            await line.DisposeAsync();
        }
    }

    public static string Other(string silo) => silo == "silo-1" ? "silo-2" : "silo-1";

    private static Dictionary<string, string> Settings(FakeImageVendor vendor, IReadOnlyDictionary<string, string>? more)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [$"Providers__OpenAiCompatible__{Vendor}__BaseUrl"] = vendor.BaseUrl,
            [$"Providers__OpenAiCompatible__{Vendor}__ApiKey"] = VendorKey,
            [$"Providers__OpenAiCompatible__{Vendor}__AllowPrivateAddresses"] = "true",
            ["Generations__LeaseSeconds"] = "8",
            ["Generations__SweepSeconds"] = "1",
            ["Logging__LogLevel__Default"] = "Warning",
        };
        foreach (var (name, value) in more ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            settings[name] = value;
        }

        return settings;
    }

    private async Task Furnish()
    {
        var lookup = KeyRing.Open(Path.Combine(Cluster.Folder, "keys")).Lookup;
        Tenants =
        [
            await Tenant.Add(Contexts, lookup, "near-budget", 0),
            await Tenant.Add(Contexts, lookup, "painter", Plenty),
            await Tenant.Add(Contexts, lookup, "studio", Plenty),
            await Tenant.Add(Contexts, lookup, "press", Plenty),
        ];
        await using var context = await Contexts.CreateDbContextAsync();
        context.AddRange(new VendorModel(Vendor, "paint") { PriceAud = 0.05m, MaxRetries = 2 }.Rows());
        await context.SaveChangesAsync();
        await ReadCatalogueAnew();
    }

    /// <summary>Silos read the catalogue at their start; after that each has it from a moment of its own.</summary>
    private async Task ReadCatalogueAnew()
    {
        foreach (var silo in Silos)
        {
            await Cluster.Signal(silo, "TERM");
        }

        await Eventually.True(() => !Silos.Any(Cluster.Runs), TimeSpan.FromMinutes(1), "both silos end");
        await Cluster.Tell(["start", .. Silos]);
        await Eventually.True(async () => await Cluster.Health("api") == HttpStatusCode.OK, TimeSpan.FromMinutes(1), "the front end finds the silos");
    }

    /// <summary>By way of one silo, since another may be frozen: it would take a connection and never say a word.</summary>
    private async Task<T> Ask<T>(string silo, Func<IClusterClient, Task<T>> question)
    {
        using var host = Client(Cluster.PortOf($"{silo}-gateway"));
        await host.StartAsync();
        var answer = await question(host.Services.GetRequiredService<IClusterClient>());
        await host.StopAsync();
        return answer;
    }

    private static IHost Client(int gateway) => new HostBuilder()
        .UseOrleansClient(client => client
            .UseStaticClustering(new IPEndPoint(IPAddress.Loopback, gateway))
            .Configure<ClusterOptions>(static names => RedisMembership.Configure(names, ClusterSettings.Read(new ConfigurationBuilder().Build()))))
        .Build();
}
