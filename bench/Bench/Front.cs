using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using DonatelloAI.Testing;
using DonatelloAI.Testing.Providers;

namespace DonatelloAI.Bench;

/// <summary>
/// Requests over HTTP to a server process of its own: acceptance and whole lives. Load, server, vendor and database share the machine.
/// </summary>
internal sealed class Front(TimeSpan duration, Report report)
{
    /// <summary>The load cannot see the server's compiler, which on two cores is busy for its first half minute.</summary>
    private static readonly TimeSpan ServerWarmUp = TimeSpan.FromSeconds(15);

    private const int Submitters = 64;

    /// <summary>Every case.</summary>
    public Task Run(string engine, TestDatabase database) => With(database, async (vendor, server) =>
    {
        await MeasureAcceptance(engine, server);
        await MeasureLives(engine, vendor, server);
    });

    /// <summary>Acceptance alone.</summary>
    public Task RunAcceptance(string engine, TestDatabase database) => With(database, (_, server) => MeasureAcceptance(engine, server));

    /// <summary>Whole lives alone, which a minute and more are worth.</summary>
    public Task RunLives(string engine, TestDatabase database) => With(database, (vendor, server) => MeasureLives(engine, vendor, server));

    /// <summary>Does something with a vendor and servers that are started with some settings.</summary>
    public static async Task With(TestDatabase database, Func<FakeImageVendor, Func<Task<FrontServer>>, Task> work, params string[] settings)
    {
        await FrontModels.Add(database);
        await using var vendor = await FakeImageVendor.Start();
        var data = Directory.CreateTempSubdirectory("donatello-bench-").FullName;
        try
        {
            await work(vendor, () => FrontServer.Start(database, vendor.BaseUrl, data, settings));
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private Task MeasureAcceptance(string engine, Func<Task<FrontServer>> server) =>
        Measure(engine, "POST /v1/generations to 202", Submitters, server, static http => Submit(http, FrontModels.Waiting, wait: false));

    private Task MeasureLives(string engine, FakeImageVendor vendor, Func<Task<FrontServer>> server)
    {
        vendor.Picture = FakeImageVendor.Image;
        return Measure(engine, "whole life, 30 kB JPEG of 1024x1024", Submitters, server, static http => Submit(http, FrontModels.Instant, wait: true));
    }

    /// <summary>On a server that has just started: what an earlier measurement left in memory is not part of this one.</summary>
    private async Task Measure(string engine, string name, int callers, Func<Task<FrontServer>> start, Func<HttpClient, Task<bool>> call)
    {
        await using var server = await start();
        using var http = server.Client(callers);
        await RaiseBudget(http);
        await Load.Run(callers, ServerWarmUp, () => call(http));
        var (before, processor) = (0.0, TimeSpan.Zero);
        await using var allocations = new AllocationMeter(server.ProcessId);
        var measured = await Load.Run(callers, duration, () => call(http), () => (before, processor) = (server.MemoryMb, server.Processor));
        var used = server.Processor - processor;
        report.AddRequests(engine, name, measured, server.MemoryMb, before, used, allocations.BytesPerSecond);
    }

    /// <summary>An order of one image.</summary>
    public static HttpRequestMessage Order(string model) => new(HttpMethod.Post, "/v1/generations")
    {
        Content = JsonContent.Create(new { prompt = "A lighthouse in a storm, oil on canvas, seen from the sea", model = $"{FrontModels.Provider}/{model}" }),
    };

    /// <summary>Reads an answer; true when it has the status, and a fault otherwise.</summary>
    public static async Task<bool> Expect(HttpResponseMessage answer, HttpStatusCode status)
    {
        var body = await answer.Content.ReadAsByteArrayAsync();
        return answer.StatusCode == status
            ? true
            : throw new InvalidOperationException($"{(int)answer.StatusCode} instead of {(int)status}: {System.Text.Encoding.UTF8.GetString(body)}");
    }

    /// <summary>Gives the administrator's department more than any load spends.</summary>
    public static async Task RaiseBudget(HttpClient http)
    {
        var me = await http.GetFromJsonAsync<System.Text.Json.JsonElement>("/v1/me");
        var path = $"/v1/departments/{me.GetProperty("department_id").GetString()}/budget";
        using var answer = await http.PutAsJsonAsync(path, new { monthly_budget_aud = 900_000_000m.ToString("F6", CultureInfo.InvariantCulture) });
        await Expect(answer, HttpStatusCode.OK);
    }

    /// <summary>One order, to its acceptance or to its end.</summary>
    public static async Task<bool> Submit(HttpClient http, string model, bool wait)
    {
        using var request = Order(model);
        if (wait)
        {
            request.Headers.Add("Prefer", "wait=60");
        }

        using var answer = await http.SendAsync(request);
        return await Expect(answer, wait ? HttpStatusCode.OK : HttpStatusCode.Accepted);
    }
}
