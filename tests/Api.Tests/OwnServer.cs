using System.Text.Json;
using DonatelloAI.Standalone;
using DonatelloAI.Testing;
using Microsoft.AspNetCore.Builder;

namespace DonatelloAI.Api.Tests;

/// <summary>A server of one test's own in this process, spoken to by its first administrator.</summary>
internal sealed class OwnServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly DirectoryInfo _temp = Directory.CreateTempSubdirectory("donatello-own-");
    private DataFolder _folder = null!;
    private WebApplication _app = null!;

    private OwnServer()
    {
    }

    public Client Admin { get; private set; } = null!;

    public Uri Address { get; private set; } = null!;

    /// <summary>The file of its database, where it has one.</summary>
    public string DatabaseFile => Path.Combine(_temp.FullName, "data", "donatello.db");

    /// <summary>The administrator's department.</summary>
    public string Budget { get; private set; } = null!;

    public IServiceProvider Services => _app.Services;

    public static async Task<OwnServer> Start(params string[] configuration)
    {
        var server = new OwnServer();
        await server.Begin(configuration);
        return server;
    }

    /// <summary>Asks again until a call is answered as it should be.</summary>
    public static async Task<Answer> Until(Func<Task<Answer>> call, int status)
    {
        Answer? answer = null;
        await Eventually.True(async () => (answer = await call()).Code == status, Patience, $"the answer is {status}");
        return answer!;
    }

    /// <summary>Spent and held, once nothing runs any more; and that every sum is what the rows say.</summary>
    public async Task<(string Spent, string Held)> Money()
    {
        Assert.True((await Admin.Post($"{Budget}/verify")).Json.GetProperty("is_clean").GetBoolean());
        var budget = (await Admin.Get(Budget)).Json;
        return (budget.GetProperty("spent_aud").GetString()!, budget.GetProperty("held_aud").GetString()!);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Dispose();
        _temp.Delete(recursive: true);
    }

    private async Task Begin(string[] configuration)
    {
        var arguments = StandaloneArguments.Parse(
            ["--urls", "http://127.0.0.1:0", "--data", Path.Combine(_temp.FullName, "data"), "--Logging:LogLevel:Default", "None", .. configuration]);
        _folder = DataFolder.Open(arguments.Data);
        _app = StandaloneHost.Build(arguments, _folder);
        await _app.StartAsync();
        Address = new Uri(_app.Urls.Single());
        Admin = new Client(Address, (await File.ReadAllTextAsync(Path.Combine(arguments.Data, "first-admin-key"))).Trim());
        Budget = $"/v1/departments/{(await Admin.Get("/v1/me")).Text("department_id")}/budget";
    }
}
