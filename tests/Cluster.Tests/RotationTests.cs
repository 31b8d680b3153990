using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using DonatelloAI.Faults;
using DonatelloAI.Storage;
using DonatelloAI.Testing;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Cluster.Tests;

/// <summary>A new master key for an installation that goes on working: the operators' procedure, under clients that order.</summary>
[Collection(ClusterCollection.Name)]
public sealed class RotationTests(RunningCluster cluster)
{
    private Tenant Painter => cluster.Laboratory.Tenants[1];

    [Fact]
    public async Task Keys_RotatedUnderRollingRestarts_RefuseNobodyAndLeaveEverythingReadable()
    {
        await cluster.Laboratory.EnsureWhole();
        var traffic = new Traffic(cluster.Processes.Address);
        traffic.Add(Painter, "local/canvas", clients: 4);
        await UntilOrdered(traffic, 4);
        var link = await LinkTo(Painter, traffic.Orders.First().Id!);

        Assert.Contains("is announced", await RotateKeys("--announce"), StringComparison.Ordinal);
        await RestartSilos();
        var version = ActiveVersion(await RotateKeys());
        await UntilOrdered(traffic, traffic.Orders.Count + 4);

        // A silo that was not started anew since wraps the key of a newcomer under the former version.
        var newcomer = await cluster.Laboratory.AddTenant($"newcomer-{Guid.CreateVersion7():n}"[..20]);
        traffic.Add(newcomer, "local/canvas", clients: 1);
        await Eventually.True(() => traffic.Orders.Any(order => order.Tenant == newcomer), TimeSpan.FromMinutes(2), "the newcomer has ordered");
        await RestartSilos();
        Assert.Equal(version, ActiveVersion(await RotateKeys()));
        Assert.Contains(" 0 keys", await RotateKeys(), StringComparison.Ordinal);
        await UntilOrdered(traffic, traffic.Orders.Count + 4);
        await traffic.Stop();

        var refused = traffic.Orders.Where(order => order.Id is null || order.Strange is not null).ToList();
        var logs = refused.Count > 0 ? cluster.Processes.KeepLogs() : "";
        Assert.True(refused.Count == 0, $"{refused.Count} of {traffic.Orders.Count} were not accepted, such as {refused.FirstOrDefault()?.Strange}. Logs: {logs}");
        await AssertReadable(traffic.Orders);
        await cluster.Laboratory.Restart("api");
        await AssertReadable(traffic.Orders.TakeLast(10));
        using var stranger = new HttpClient();
        Assert.NotEmpty(await stranger.GetByteArrayAsync(link));
        await using var context = DonatelloContexts.Open(StorageEngine.Postgres, cluster.Processes.Database);
        Assert.Equal([version], await context.DataKeys.Where(key => key.DestroyedAt == null).Select(key => key.MasterVersion).Distinct().ToListAsync());
    }

    private static Task UntilOrdered(Traffic traffic, int orders) =>
        Eventually.True(() => traffic.Orders.Count >= orders, TimeSpan.FromMinutes(2), $"{orders} orders were answered");

    private async Task RestartSilos()
    {
        foreach (var silo in Laboratory.Silos)
        {
            await cluster.Laboratory.Restart(silo);
        }
    }

    private async Task<string> RotateKeys(params string[] options)
    {
        var done = await Programs.Run(
            Programs.Silo,
            ["rotate-keys", .. options, "--ConnectionStrings:Database", cluster.Processes.Database, "--Storage:Engine", "Postgres", "--Keys:Folder", Path.Combine(cluster.Processes.Folder, "keys")]);
        Assert.Equal((0, ""), (done.ExitCode, done.Error));
        return done.Output;
    }

    /// <summary>From "Master key version 2 is active, and 3 keys …".</summary>
    private static int ActiveVersion(string said) => int.Parse(said.Split(' ')[3], System.Globalization.CultureInfo.InvariantCulture);

    private async Task<Uri> LinkTo(Tenant tenant, string id)
    {
        using var http = As(tenant);
        JsonObject? made = null;
        await Eventually.True(
            async () => (string?)(made = await http.GetFromJsonAsync<JsonObject>($"/v1/generations/{id}"))!["status"] == "completed", TimeSpan.FromMinutes(1), "the first order has ended");
        return new Uri((string)made!["image_url"]!);
    }

    /// <summary>Each order's prompt is its key: sealed under its person's key, which is wrapped under a master key of its time.</summary>
    private async Task AssertReadable(IEnumerable<Order> orders)
    {
        foreach (var ofTenant in orders.GroupBy(order => order.Tenant))
        {
            using var http = As(ofTenant.Key);
            foreach (var order in ofTenant)
            {
                var made = await http.GetFromJsonAsync<JsonObject>($"/v1/generations/{order.Id}");
                Assert.Equal(order.Key, (string?)made!["prompt"]);
            }
        }
    }

    private HttpClient As(Tenant tenant)
    {
        var http = new HttpClient { BaseAddress = cluster.Processes.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tenant.Key);
        return http;
    }
}
