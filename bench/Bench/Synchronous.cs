using System.Net.Http.Json;
using DonatelloAI.Testing;
using DonatelloAI.Testing.Providers;

namespace DonatelloAI.Bench;

/// <summary>
/// The whole synchronous path, the hold, the call, the stored image and the settled money with it: beside the vendor asked directly, and beside a gateway
/// that holds no budget and stores nothing, at the same numbers of connections in the same run. Load, vendor, server and database share the machine.
/// </summary>
internal sealed class Synchronous(TimeSpan duration, Report report)
{
    private const string OwnPath = "/openai/v1/images/generations";
    private const string VendorPath = "/v1/images/generations";

    private static readonly TimeSpan ServerWarmUp = TimeSpan.FromSeconds(20);
    private static readonly int[] Connections = [1, 16, 64];

    /// <summary>Every number of connections, the three next to each other.</summary>
    public Task Run(string engine, TestDatabase database) => Front.With(database, async (vendor, start) =>
    {
        await using var server = await start();
        await using var gateway = await Gateway.Start();
        using (var http = server.Client(Connections[^1]))
        {
            await Front.RaiseBudget(http);
            await Load.Run(Connections[^1], ServerWarmUp, () => Ask(http, OwnPath, $"{FrontModels.Provider}/{FrontModels.Instant}"));
        }

        foreach (var connections in Connections)
        {
            await MeasureDirect(engine, vendor, connections);
            await MeasureGateway(engine, vendor, gateway, connections);
            await MeasureOwn(engine, server, connections);
        }
    });

    private async Task MeasureDirect(string engine, FakeImageVendor vendor, int connections)
    {
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = connections, UseProxy = false }) { BaseAddress = new Uri(vendor.BaseUrl) };
        http.DefaultRequestHeaders.Add("Authorization", "Bearer bench");
        var measured = await Load.Run(connections, duration, () => Ask(http, VendorPath, FrontModels.Instant));
        report.AddRequests(engine, "the vendor itself", measured, null, null, null, null);
    }

    private async Task MeasureGateway(string engine, FakeImageVendor vendor, Gateway gateway, int connections)
    {
        using var http = gateway.Client(connections, vendor.BaseUrl);
        var used = TimeSpan.Zero;
        var measured = await Load.Run(connections, duration, () => Ask(http, VendorPath, FrontModels.Instant), () => used = gateway.Processor);
        report.AddRequests(engine, "@portkey-ai/gateway, no budget, nothing stored", measured, null, null, gateway.Processor - used, null);
    }

    private async Task MeasureOwn(string engine, FrontServer server, int connections)
    {
        using var http = server.Client(connections);
        var (before, used) = (0.0, TimeSpan.Zero);
        await using var allocations = new AllocationMeter(server.ProcessId);
        var measured = await Load.Run(
            connections, duration, () => Ask(http, OwnPath, $"{FrontModels.Provider}/{FrontModels.Instant}"), () => (before, used) = (server.MemoryMb, server.Processor));
        report.AddRequests(engine, $"{OwnPath}, 1 kB image stored and settled", measured, server.MemoryMb, before, server.Processor - used, allocations.BytesPerSecond);
    }

    private static async Task<bool> Ask(HttpClient http, string path, string model)
    {
        using var answer = await http.PostAsJsonAsync(path, new { prompt = "A lighthouse in a storm, oil on canvas, seen from the sea", model });
        return await Front.Expect(answer, System.Net.HttpStatusCode.OK);
    }
}
