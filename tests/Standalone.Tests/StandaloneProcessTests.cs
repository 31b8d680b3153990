using System.Net;
using System.Runtime.Versioning;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Silo.Encryption;
using DonatelloAI.Storage;
using DonatelloAI.Testing;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Standalone.Tests;

/// <summary>Standalone as its user meets it: a real process, a real folder, real signals.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class StandaloneProcessTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly DirectoryInfo _temp = Directory.CreateTempSubdirectory("donatello-standalone-");

    private string Data => Path.Combine(_temp.FullName, "data");

    public void Dispose() => _temp.Delete(recursive: true);

    [Fact]
    public async Task Start_EmptyFolder_BecomesReadyAndKeepsItsSecrets()
    {
        await using var running = await RunningStandalone.Start(Data);

        Assert.Equal((HttpStatusCode.OK, """{"status":"ready"}"""), await running.Get("/health/ready"));
        Assert.Equal((HttpStatusCode.OK, """{"status":"live"}"""), await running.Get("/health/live"));
        var key = await File.ReadAllTextAsync(Path.Combine(Data, "first-admin-key"));
        Assert.True(ApiKeyToken.TryParse(key.Trim(), out _));
        Assert.Contains(key.Trim(), running.Output, StringComparison.Ordinal);
        Assert.Equal(OwnerOnly | UnixFileMode.UserExecute, File.GetUnixFileMode(Data));
        Assert.All(
            ["first-admin-key", "donatello.db", "keys/master-1.key", "keys/pepper-1.key"],
            file => Assert.Equal(OwnerOnly, File.GetUnixFileMode(Path.Combine(Data, file))));
    }

    [Fact]
    public async Task Start_Listens_OnTheFrontEndsPortOnly()
    {
        await using var running = await RunningStandalone.Start(Data);

        Assert.Equal([running.Address.Port], running.OpenPorts());
    }

    [Fact]
    public async Task Start_FolderInUse_IsRefusedWithASentence()
    {
        await using var running = await RunningStandalone.Start(Data);

        var second = await Programs.Run(Programs.Standalone, "--urls", "http://127.0.0.1:0", "--data", Data);

        Assert.Equal(1, second.ExitCode);
        Assert.Equal($"{Data} is in use by another process: stop it first, or choose another folder with --data.", second.Error.Trim());
        Assert.Equal(HttpStatusCode.OK, (await running.Get("/health/ready")).Status);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task Stop_BySignal_ExitsCleanlyAndRestartContinues(string signal)
    {
        await using var first = await RunningStandalone.Start(Data);
        Assert.Equal(0, await first.Stop(signal));
        var before = await Organizations();

        await using var second = await RunningStandalone.Start(Data);
        Assert.Equal(0, await second.Stop());

        Assert.Single(before);
        Assert.Equal(before, await Organizations());
        Assert.DoesNotContain(await KeyText(), second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_AfterAKill_Continues()
    {
        await using (await RunningStandalone.Start(Data))
        {
            // Disposing kills the process without a word.
        }

        await using var second = await RunningStandalone.Start(Data);
        Assert.Single(await Organizations());
    }

    [Fact]
    public async Task Start_AddressInUse_IsRefusedWithASentence()
    {
        await using var running = await RunningStandalone.Start(Data);

        var second = await Programs.Run(
            Programs.Standalone, "--urls", running.Address.ToString().TrimEnd('/'), "--data", Path.Combine(_temp.FullName, "other"));

        Assert.Equal(1, second.ExitCode);
        Assert.EndsWith("address already in use. Choose another address with --urls.", second.Error.Trim(), StringComparison.Ordinal);
        Assert.Empty(second.Output);
    }

    [Theory]
    [InlineData("nonsense", "nonsense is no address to listen on: --urls takes http://HOST:PORT or https://HOST:PORT.")]
    [InlineData("ftp://127.0.0.1:1", "ftp://127.0.0.1:1 is no address to listen on: --urls takes http://HOST:PORT or https://HOST:PORT.")]
    [InlineData("http://192.0.2.1:8080", "http://192.0.2.1:8080 cannot be listened on: Cannot assign requested address. Choose another address with --urls.")]
    public async Task Start_AddressThatIsNone_IsRefusedWithASentence(string urls, string sentence)
    {
        var refused = await Programs.Run(Programs.Standalone, "--urls", urls, "--data", Data);

        Assert.Equal(1, refused.ExitCode);
        Assert.Equal(sentence, refused.Error.Trim());
    }

    [Theory]
    [InlineData("--Budgets:QueueLength", "0", "The field QueueLength must be between 1 and 1000000.")]
    [InlineData("--Admission:RequestsPerSecond", "many", "Admission:RequestsPerSecond takes 0 to 1000000 requests a second; 0 is no bound.")]
    public async Task Start_WrongConfiguration_IsRefusedWithASentence(string key, string value, string sentence)
    {
        var refused = await Programs.Run(Programs.Standalone, "--urls", "http://127.0.0.1:0", "--data", Data, key, value);

        Assert.Equal(1, refused.ExitCode);
        Assert.Equal(sentence, refused.Error.Trim());
    }

    [Theory]
    [InlineData("images.example")]
    [InlineData("ftp://images.example")]
    [InlineData("https://images.example/?a=b")]
    public async Task Start_PublicUrlThatIsNone_IsRefusedWithASentence(string url)
    {
        var refused = await Programs.Run(Programs.Standalone, "--urls", "http://127.0.0.1:0", "--data", Data, "--Api:PublicUrl", url);

        Assert.Equal(1, refused.ExitCode);
        Assert.Equal("Api:PublicUrl is no address that links can begin with: set it to https://HOST or https://HOST/PATH.", refused.Error.Trim());
    }

    [Fact]
    public async Task Start_KeysLost_IsRefusedWithASentence()
    {
        await using (var first = await RunningStandalone.Start(Data))
        {
            await first.Stop();
        }

        File.Delete(Path.Combine(Data, "keys", "pepper-1.key"));
        var second = await Programs.Run(Programs.Standalone, "--urls", "http://127.0.0.1:0", "--data", Data);

        Assert.Equal(1, second.ExitCode);
        Assert.Contains("pepper-1.key is missing", second.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RotateKeys_OnAStoppedServer_AddsAVersionUnderWhichTheNextStartGoesOn()
    {
        await using (var first = await RunningStandalone.Start(Data))
        {
            await first.Stop();
        }

        var rotated = await Programs.Run(Programs.Standalone, "--rotate-keys", "--data", Data);

        Assert.Equal((0, ""), (rotated.ExitCode, rotated.Error));
        Assert.StartsWith("Master key version 2 is active, and 1 keys of people and organisations are wrapped under it.", rotated.Output, StringComparison.Ordinal);
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(Path.Combine(Data, "keys", "master-2.key")));
        File.Delete(Path.Combine(Data, "keys", "master-1.key"));
        await using var second = await RunningStandalone.Start(Data);
        Assert.Single(await Organizations());
    }

    [Fact]
    public async Task RotateKeys_AfterOneThatWasCutOff_GoesOnWithItsVersion()
    {
        await using (var first = await RunningStandalone.Start(Data))
        {
            await first.Stop();
        }

        // As a process leaves it that dies once the key is made and nothing is wrapped under it.
        KeyRing.Open(Path.Combine(Data, "keys")).Rotate();
        var rotated = await Programs.Run(Programs.Standalone, "--rotate-keys", "--data", Data);

        Assert.Equal((0, ""), (rotated.ExitCode, rotated.Error));
        Assert.Equal(
            "Master key version 2 is active, and 1 keys of people and organisations are wrapped under it. Keep older versions for as long as backups need them. "
                + "Next: back up the folder keys, then start the server.",
            rotated.Output.Trim());
        Assert.False(File.Exists(Path.Combine(Data, "keys", "master-3.key")));
    }

    [Fact]
    public async Task BindIssuer_OnAStoppedServer_BindsReplacesAndUnbinds()
    {
        await using (var first = await RunningStandalone.Start(Data))
        {
            var running = await Bind("--organization", $"{Guid.CreateVersion7()}", "--remove");
            Assert.Equal($"{Data} is in use by another process: stop it first, or choose another folder with --data.", running.Error.Trim());
            await first.Stop();
        }

        var organization = $"{Assert.Single(await Organizations())}";
        var bound = await Bind("--organization", organization, "--issuer", "https://login.example.org/v2.0", "--tenant=t-1", "--audience", "client");
        Assert.Equal((0, $"People of https://login.example.org/v2.0, tenant t-1, sign in to {organization}."), (bound.ExitCode, bound.Output.Trim()));
        Assert.Equal(("https://login.example.org/v2.0", "t-1", "client"), await Binding());

        var replaced = await Bind("--organization", organization, "--issuer", "https://id.example.org", "--audience", "client");
        Assert.Equal($"People of https://id.example.org sign in to {organization}.", replaced.Output.Trim());
        Assert.Equal(("https://id.example.org", "", "client"), await Binding());

        var unbound = await Bind("--remove", "--organization", organization);
        Assert.Equal($"Nobody signs in to {organization} any more; sessions that are open go on until they end.", unbound.Output.Trim());
        Assert.Null(await Binding());
        await using var second = await RunningStandalone.Start(Data);
    }

    [Theory]
    [InlineData("--organization is missing: name the organisation's id.")]
    [InlineData("--issuer and --audience belong together; --remove takes a binding away.", "--organization", "01940000-0000-7000-8000-000000000001", "--issuer", "https://id.example.org")]
    [InlineData("--colour lacks its value or is not an option: --help lists those that are.", "--colour")]
    [InlineData("--rotate-keys lacks its value or is not an option: --help lists those that are.", "--rotate-keys")]
    public async Task BindIssuer_WrongOption_IsRefusedWithASentence(string sentence, params string[] arguments)
    {
        var refused = await Bind(arguments);

        Assert.Equal((1, sentence), (refused.ExitCode, refused.Error.Trim()));
        Assert.False(Directory.Exists(Data));
    }

    [Fact]
    public async Task BindIssuer_OnNoInstallation_IsRefusedWithASentence()
    {
        string[] wanted = ["--organization", $"{Guid.CreateVersion7()}", "--issuer", "https://id.example.org", "--audience", "client"];
        Assert.Equal($"{Data} does not exist: name the folder of an installation with --data.", (await Bind(wanted)).Error.Trim());

        Directory.CreateDirectory(Data);
        Assert.Equal($"{Data} holds no installation yet: start the server on it first.", (await Bind(wanted)).Error.Trim());
    }

    [Fact]
    public async Task RotateKeys_WhileAServerRuns_IsRefusedWithASentence()
    {
        await using var running = await RunningStandalone.Start(Data);

        var refused = await Programs.Run(Programs.Standalone, "--data", Data, "--rotate-keys");

        Assert.Equal(1, refused.ExitCode);
        Assert.Equal($"{Data} is in use by another process: stop it first, or choose another folder with --data.", refused.Error.Trim());
        Assert.False(File.Exists(Path.Combine(Data, "keys", "master-2.key")));
    }

    [Fact]
    public async Task RotateKeys_OnNoInstallation_IsRefusedWithASentence()
    {
        var missing = await Programs.Run(Programs.Standalone, "--data", Data, "--rotate-keys");
        Assert.Equal($"{Data} does not exist: name the folder of an installation with --data.", missing.Error.Trim());
        Assert.False(Directory.Exists(Data));

        Directory.CreateDirectory(Data);
        var empty = await Programs.Run(Programs.Standalone, "--data", Data, "--rotate-keys");
        Assert.Equal($"{Data} holds no database yet, so there is nothing to rotate: start the server on it first.", empty.Error.Trim());
    }

    [Fact]
    public async Task MasterKeyInUse_Lost_RefusesStartAndRotationByItsVersion()
    {
        await using (var first = await RunningStandalone.Start(Data))
        {
            await first.Stop();
        }

        await Programs.Run(Programs.Standalone, "--rotate-keys", "--data", Data);
        File.Delete(Path.Combine(Data, "keys", "master-2.key"));

        var start = await Programs.Run(Programs.Standalone, "--urls", "http://127.0.0.1:0", "--data", Data);
        var rotation = await Programs.Run(Programs.Standalone, "--rotate-keys", "--data", Data);

        Assert.Equal((1, 1), (start.ExitCode, rotation.ExitCode));
        Assert.All([start, rotation], refused => Assert.Equal(
            "Master key version 2 is missing and keys of persons are wrapped under it: bring it back from a backup of the key ring.", refused.Error.Trim()));
        Assert.False(File.Exists(Path.Combine(Data, "keys", "master-2.key")));
    }

    [Theory]
    [InlineData("--date", "/tmp/x")]
    [InlineData("--data")]
    [InlineData("data")]
    public async Task Start_UnknownArgument_IsRefusedWithASentence(params string[] arguments)
    {
        var refused = await Programs.Run(Programs.Standalone, arguments);

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("--help lists those that are.", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cli_Health_TellsReadyFromSilent()
    {
        await using var running = await RunningStandalone.Start(Data);

        var ready = await Programs.Run(Programs.Cli, "health", "--url", running.Address.ToString());
        Assert.Equal((0, $"{running.Address} is ready."), (ready.ExitCode, ready.Output.Trim()));

        await running.Stop();
        var silent = await Programs.Run(Programs.Cli, "health", "--url", running.Address.ToString());
        Assert.Equal(1, silent.ExitCode);
        Assert.StartsWith($"{running.Address} does not answer", silent.Output, StringComparison.Ordinal);
    }

    private Task<Finished> Bind(params string[] arguments) => Programs.Run(Programs.Standalone, ["bind-issuer", "--data", Data, .. arguments]);

    private async Task<(string Issuer, string Tenant, string Audience)?> Binding()
    {
        await using var database = DonatelloContexts.Open(StorageEngine.Sqlite, $"Data Source={Path.Combine(Data, "donatello.db")};Pooling=False");
        return await database.IssuerBindings.SingleOrDefaultAsync() is { } row ? (row.Issuer, row.TenantId, row.Audience) : null;
    }

    private async Task<string> KeyText() => (await File.ReadAllTextAsync(Path.Combine(Data, "first-admin-key"))).Trim();

    private async Task<List<Guid>> Organizations()
    {
        await using var context = DonatelloContexts.Open(StorageEngine.Sqlite, $"Data Source={Path.Combine(Data, "donatello.db")};Pooling=False");
        return await context.Organizations.Select(organization => organization.Id).ToListAsync();
    }
}
