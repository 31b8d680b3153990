using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using DonatelloAI.Testing;
using Xunit.Abstractions;

namespace DonatelloAI.Standalone.Tests;

/// <summary>A real process under load, killed at random moments again and again: money, work and pictures add up afterwards.</summary>
public sealed class PulledPlugTests(ITestOutputHelper output) : IDisposable
{
    private const int Plugs = 12;
    private const int Submitters = 6;
    private const decimal Price = 0.05m;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly DirectoryInfo _temp = Directory.CreateTempSubdirectory("donatello-plug-");
    private readonly ConcurrentDictionary<string, string> _accepted = new(StringComparer.Ordinal);
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(1) };
    private int _answers;

    private string Data => Path.Combine(_temp.FullName, "data");

    public void Dispose()
    {
        _http.Dispose();
        _temp.Delete(recursive: true);
    }

    [Fact]
    public async Task PlugPulled_AtRandomMomentsUnderLoad_LosesNothing()
    {
        var random = new Random(20261122);
        var unfinished = new ConcurrentQueue<string>();
        for (var plug = 0; plug < Plugs; plug++)
        {
            await using var server = await Start();
            var until = _answers + random.Next(1, 40);
            using var over = new CancellationTokenSource();
            var load = Enumerable.Range(0, Submitters).Select(_ => Submit(server.Address, unfinished, over.Token)).ToArray();
            await Eventually.True(() => Volatile.Read(ref _answers) >= until, Patience, $"{until} requests are answered");
            await server.PullThePlug();
            await over.CancelAsync();
            await Task.WhenAll(load);
        }

        await using var last = await Start();
        await SubmitAgain(last.Address, unfinished);
        await Eventually.True(() => AllEnded(last.Address), Patience, $"{_accepted.Count} accepted generations end");
        await Audit(last.Address);
    }

    private async Task<RunningStandalone> Start()
    {
        var server = await RunningStandalone.Start(Data, "--Generations:LeaseSeconds", "3", "--Generations:SweepSeconds", "1", "--Logging:LogLevel:Default", "Warning");
        var key = await File.ReadAllTextAsync(Path.Combine(Data, "first-admin-key"));
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.Trim());
        return server;
    }

    /// <summary>Sends one order after the other until the plug is pulled; a key without an answer is sent again later.</summary>
    private async Task Submit(Uri address, ConcurrentQueue<string> unfinished, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            var key = unfinished.TryDequeue(out var left) ? left : Guid.CreateVersion7().ToString();
            if (!await TrySubmit(address, key))
            {
                unfinished.Enqueue(key);
                return;
            }
        }
    }

    private async Task SubmitAgain(Uri address, ConcurrentQueue<string> unfinished)
    {
        while (unfinished.TryDequeue(out var key))
        {
            Assert.True(await TrySubmit(address, key), $"{key} was not accepted by a server that nobody kills");
        }
    }

    private async Task<bool> TrySubmit(Uri address, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "/v1/generations"))
        {
            Content = JsonContent.Create(new { prompt = $"A storm at sea, {key}", model = "local/canvas", size = "256x256", output_format = "jpeg" }),
        };
        request.Headers.Add("Idempotency-Key", key);
        try
        {
            using var answer = await _http.SendAsync(request);
            if (answer.StatusCode != HttpStatusCode.Accepted)
            {
                return false;
            }

            var id = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
            Assert.Equal(id, _accepted.GetOrAdd(key, id));
            Interlocked.Increment(ref _answers);
            return true;
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException or OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<bool> AllEnded(Uri address)
    {
        foreach (var id in _accepted.Values)
        {
            if ((await Read(address, $"/v1/generations/{id}")).GetProperty("status").GetString() is "pending" or "processing")
            {
                return false;
            }
        }

        return true;
    }

    private async Task Audit(Uri address)
    {
        var me = await Read(address, "/v1/me");
        var budget = $"/v1/departments/{me.GetProperty("department_id").GetString()}/budget";
        foreach (var id in _accepted.Values)
        {
            var generation = await Read(address, $"/v1/generations/{id}");
            Assert.Equal("completed", generation.GetProperty("status").GetString());
            using var image = await _http.GetAsync(new Uri(address, $"/v1/generations/{id}/image"));
            Assert.Equal(HttpStatusCode.OK, image.StatusCode);
        }

        using var verified = await _http.PostAsync(new Uri(address, $"{budget}/verify"), null);
        var report = await verified.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(report.GetProperty("is_clean").GetBoolean(), report.ToString());
        var sums = await Read(address, budget);
        output.WriteLine($"{_accepted.Count} generations through {Plugs} pulled plugs: {sums}");
        Assert.Equal(0m, Money(sums, "held_aud"));
        Assert.Equal(_accepted.Count * Price, Money(sums, "spent_aud"));
    }

    private static decimal Money(JsonElement sums, string member) =>
        decimal.Parse(sums.GetProperty(member).GetString()!, System.Globalization.CultureInfo.InvariantCulture);

    private async Task<JsonElement> Read(Uri address, string path)
    {
        using var answer = await _http.GetAsync(new Uri(address, path));
        Assert.Equal((path, HttpStatusCode.OK), (path, answer.StatusCode));
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
