using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using DonatelloAI.Storage;
using DonatelloAI.Testing;
using DonatelloAI.Testing.Providers;

namespace DonatelloAI.Standalone.Tests;

/// <summary>A real process that is told to stop while a vendor works: what it can end it ends, and the next start ends the rest.</summary>
public sealed class DrainTests : IAsyncLifetime, IDisposable
{
    private const decimal Price = 0.1m;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly DirectoryInfo _temp = Directory.CreateTempSubdirectory("donatello-drain-");
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(1) };
    private FakeImageVendor _vendor = null!;

    private string Data => Path.Combine(_temp.FullName, "data");

    public async Task InitializeAsync()
    {
        _vendor = await FakeImageVendor.Start();
        await using var first = await Start();
        await first.Stop();
        await AddModel();
    }

    public async Task DisposeAsync() => await _vendor.DisposeAsync();

    public void Dispose()
    {
        _http.Dispose();
        _temp.Delete(recursive: true);
    }

    [Fact]
    public async Task Stop_WhileAVendorAnswersInTime_EndsTheGenerationFirst()
    {
        string id;
        await using (var server = await Start("--Generations:DrainSeconds", "20", "--Generations:LeaseSeconds", "60"))
        {
            id = await InACall(server.Address);
            var stopping = server.Stop();
            await Eventually.True(() => IsClosed(server.Address), Patience, "the server takes no more calls");
            _vendor.Release();
            Assert.Equal(0, await stopping);
        }

        // The lease of a call that was left would still run, and keep the sweep from ending it.
        await using var next = await Start();
        Assert.Equal("completed", await StatusOf(next.Address, id));
        Assert.Equal((1, Price, 0m), (_vendor.Purchases, await Sum(next.Address, "spent_aud"), await Sum(next.Address, "held_aud")));
    }

    [Fact]
    public async Task Stop_WhileAVendorDoesNotAnswer_LeavesTheGenerationToTheNextStart()
    {
        string id;
        await using (var server = await Start("--Generations:DrainSeconds", "1"))
        {
            id = await InACall(server.Address);
            Assert.Equal(0, await server.Stop());
        }

        _vendor.Always = VendorFault.None;
        await using var next = await Start();
        await Eventually.True(async () => await StatusOf(next.Address, id) == "completed", Patience, "the next process completes it");

        // Nobody knows whether the vendor charges for the call that was cut, so its ceiling stays held beside the second one's price.
        Assert.Equal((2, Price, Price), (_vendor.Calls.Count, await Sum(next.Address, "spent_aud"), await Sum(next.Address, "held_aud")));
    }

    private async Task<RunningStandalone> Start(params string[] more)
    {
        var server = await RunningStandalone.Start(
            Data,
            [
                "--Generations:LeaseSeconds", "3", "--Generations:SweepSeconds", "1", "--Logging:LogLevel:Default", "Warning",
                "--Providers:OpenAiCompatible:studio:BaseUrl", _vendor.BaseUrl, "--Providers:OpenAiCompatible:studio:AllowPrivateAddresses", "true", .. more,
            ]);
        var key = await File.ReadAllTextAsync(Path.Combine(Data, "first-admin-key"));
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.Trim());
        return server;
    }

    /// <summary>Orders an image, and waits until the vendor works on it.</summary>
    private async Task<string> InACall(Uri address)
    {
        _vendor.Always = VendorFault.Slow;
        using var answer = await _http.PostAsJsonAsync(new Uri(address, "/v1/generations"), new { prompt = "a cave", model = "studio/paint" });
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        await Eventually.True(() => _vendor.Calls.Count == 1, Patience, "the vendor is called");
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    private async Task<bool> IsClosed(Uri address)
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri(address, "/health/ready"));
            return answer.StatusCode == HttpStatusCode.ServiceUnavailable;
        }
        catch (HttpRequestException)
        {
            return true;
        }
    }

    private async Task<string> StatusOf(Uri address, string id) => (await Read(address, $"/v1/generations/{id}")).GetProperty("status").GetString()!;

    private async Task<decimal> Sum(Uri address, string name)
    {
        var budget = $"/v1/departments/{(await Read(address, "/v1/me")).GetProperty("department_id").GetString()}/budget";
        using var verified = await _http.PostAsync(new Uri(address, $"{budget}/verify"), null);
        Assert.True((await verified.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("is_clean").GetBoolean());
        return decimal.Parse((await Read(address, budget)).GetProperty(name).GetString()!, CultureInfo.InvariantCulture);
    }

    private Task<JsonElement> Read(Uri address, string path) => _http.GetFromJsonAsync<JsonElement>(new Uri(address, path));

    private async Task AddModel()
    {
        await using var context = await DonatelloContexts
            .Factory(StorageEngine.Sqlite, $"Data Source={Path.Combine(Data, "donatello.db")};Pooling=False").CreateDbContextAsync();
        context.AddRange(new VendorModel("studio", "paint") { PriceAud = Price, Concurrency = 4, MaxRetries = 1 }.Rows());
        await context.SaveChangesAsync();
    }
}
