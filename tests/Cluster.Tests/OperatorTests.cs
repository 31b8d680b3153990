using DonatelloAI.Contracts.Users;
using DonatelloAI.Storage;
using DonatelloAI.Storage.Providers;
using DonatelloAI.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace DonatelloAI.Cluster.Tests;

/// <summary>What operators do to an installation with the silo's commands, and what a start refuses.</summary>
public sealed class OperatorTests(Services services) : IClassFixture<Services>
{
    [Fact]
    public async Task Start_WithoutConfiguration_NamesEachMissingKey()
    {
        var silo = await Services.Run(Programs.Silo);
        var api = await Services.Run(Programs.Api);

        Assert.Equal((1, 1), (silo.ExitCode, api.ExitCode));
        Assert.Equal(
            [
                "ConnectionStrings:Database is missing: set it to the connection string of the database.",
                "ConnectionStrings:Redis is missing: set it to the Redis that keeps the cluster's members, such as 127.0.0.1:6379.",
                "Images:Store is missing: set it to folder or azure.",
                "Keys:Folder is missing: set it to the folder that make-keys has made.",
                "Storage:Engine is missing: set it to Postgres or SqlServer.",
            ],
            Lines(silo.Error));
        Assert.Equal(
            [
                "ConnectionStrings:Redis is missing: set it to the Redis that keeps the cluster's members, such as 127.0.0.1:6379.",
                "Images:Store is missing: set it to folder or azure.",
                "Keys:Folder is missing: set it to the folder that make-keys has made.",
            ],
            Lines(api.Error));
    }

    [Theory]
    [InlineData("Storage:Engine must be Postgres or SqlServer: a cluster shares a server, and Sqlite is a file of one process.", "--Storage:Engine=Sqlite")]
    [InlineData("Images:Store is no known store: set it to folder or azure.", "--Images:Store=tape")]
    [InlineData("Images:Folder is missing: set it to a folder that every process of the installation sees.", "--Images:Store=folder", "--Images:Folder=")]
    [InlineData("ConnectionStrings:Images is missing: set it to the connection string of the storage account.", "--Images:Store=azure")]
    [InlineData("Cluster:Address takes an IP address of this machine that the others reach, not 0.0.0.0.", "--Cluster:Address=0.0.0.0")]
    [InlineData("Cluster:SiloPort takes a port, 1 to 65535.", "--Cluster:SiloPort=many")]
    [InlineData("Cluster:DeathVotes takes 1 to 10.", "--Cluster:DeathVotes=0")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT: \"telemetry\" is no address; write one such as http://127.0.0.1:4317.", "--OTEL_EXPORTER_OTLP_ENDPOINT=telemetry")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL: \"http/json\" is not spoken; write grpc or http/protobuf.", "--OTEL_EXPORTER_OTLP_PROTOCOL=http/json")]
    [InlineData("OTEL_TRACES_SAMPLER_ARG: \"10%\" is no share; write a number from 0 to 1, such as 0.1.", "--OTEL_TRACES_SAMPLER_ARG=10%")]
    [InlineData(
        "OTEL_TRACES_SAMPLER: \"some\" is unknown; write one of always_on, always_off, traceidratio, parentbased_always_on, parentbased_always_off, parentbased_traceidratio.",
        "--OTEL_TRACES_SAMPLER=some")]
    [InlineData("Budgets:MaxReload is no setting: did you mean Budgets:MaxReloads?", "--Budgets:MaxReload=1")]
    public async Task Start_WrongSetting_IsRefusedWithASentence(string sentence, params string[] wrong)
    {
        var refused = await Services.Run(Programs.Silo, [.. Settings("Host=127.0.0.1", services.NewFolder(), redis: 1), .. wrong]);

        Assert.Equal((1, sentence), (refused.ExitCode, refused.Error.Trim()));
    }

    [Fact]
    public async Task Start_ServiceOutOfReach_IsRefusedWithASentenceThatNamesIt()
    {
        var (keys, closed) = (services.NewFolder(), Ports.Free());
        var missing = await Services.Run(Programs.Silo, Settings("Host=127.0.0.1", keys, closed));
        Assert.Contains("cannot be read as a folder of keys", missing.Error, StringComparison.Ordinal);

        await MakeKeys(keys);
        foreach (var program in new[] { Programs.Silo, Programs.Api })
        {
            var refused = await Services.Run(program, [.. Settings("Host=127.0.0.1", keys, closed), "--urls", "http://127.0.0.1:0"]);
            Assert.Equal(
                (1, $"Redis at 127.0.0.1:{closed} does not answer: start it, or correct ConnectionStrings:Redis."), (refused.ExitCode, refused.Error.Trim()));
        }

        await Services.WithRedis(async redis =>
        {
            var refused = await Services.Run(Programs.Silo, [.. Settings($"Host=127.0.0.1;Port={closed};Username=u;Password=secret", keys, redis), "--urls", "http://127.0.0.1:0"]);
            Assert.Equal(1, refused.ExitCode);
            Assert.StartsWith("The database cannot be used: Failed to connect to 127.0.0.1", refused.Error, StringComparison.Ordinal);
            Assert.EndsWith("Start it, or correct ConnectionStrings:Database.", refused.Error.Trim(), StringComparison.Ordinal);
            Assert.Single(Lines(refused.Error));
        });
    }

    [Fact]
    public async Task Schema_OlderOrNewer_IsRefusedAndAnExpansionIsNot()
    {
        var (database, keys) = (await services.Postgres.CreateDatabaseAsync(), services.NewFolder());
        await MakeKeys(keys);
        await Services.WithRedis(async redis =>
        {
            var settings = Settings(database, keys, redis);
            await Migrate(settings, "--to", "20261122130000_OrleansTables");
            Assert.StartsWith("The database's schema is older than this program: it lacks 20261122140000_DataKeys", await Refusal(settings), StringComparison.Ordinal);

            await Migrate(settings);
            await Record(database, "20991231000000_ExpandTags");
            Assert.EndsWith("address already in use. Choose another by Cluster:SiloPort.", await Refusal([.. settings, "--Cluster:SiloPort", $"{redis}"]), StringComparison.Ordinal);
            await CreateOrganization(settings, Path.Combine(keys, "first-key"));

            await Record(database, "20991231000001_DropTags");
            Assert.StartsWith("The database's schema is newer than this program: it has 20991231000001_DropTags", await Refusal(settings), StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Migrate_PrintsGoesUpAndBack()
    {
        var database = await services.Postgres.CreateDatabaseAsync();
        string[] settings = ["--ConnectionStrings:Database", database, "--Storage:Engine", "Postgres"];

        var script = await Services.Run(Programs.Silo, ["migrate", "--script", .. settings]);
        Assert.Contains("CREATE TABLE department_budgets", script.Output, StringComparison.Ordinal);
        Assert.Contains("CREATE TABLE OrleansStorage", script.Output, StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith("The schema is at 20", await Migrate(settings), StringComparison.Ordinal);
        Assert.Equal("The schema is at 0.", await Migrate(settings, "--to", "0"));

        var unknown = await Services.Run(Programs.Silo, ["migrate", "--to", "Nowhere", .. settings]);
        Assert.Equal((1, 1), (unknown.ExitCode, Lines(unknown.Error).Length));
    }

    [Fact]
    public async Task Migrate_WaitsForADatabaseThatIsMadeMeanwhile()
    {
        await using var server = NpgsqlDataSource.Create(await services.Postgres.CreateDatabaseAsync());
        var name = $"late_{Guid.CreateVersion7():n}";
        string[] settings = ["--ConnectionStrings:Database", new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = name }.ConnectionString, "--Storage:Engine", "Postgres"];

        Assert.Equal("--wait takes 0 to 3600 seconds, not long.", (await Services.Run(Programs.Silo, ["migrate", "--wait", "long", .. settings])).Error.Trim());
        Assert.StartsWith("The database cannot be used", (await Services.Run(Programs.Silo, ["migrate", "--wait", "1", .. settings])).Error, StringComparison.Ordinal);
        var migrated = Migrate(settings, "--wait", "60");
        await using var create = server.CreateCommand($"CREATE DATABASE {name}");
        await create.ExecuteNonQueryAsync();
        Assert.StartsWith("The schema is at 20", await migrated, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FrontEnd_KeepsKeysOfCookiesWhereItIsTold()
    {
        var keys = services.NewFolder();
        await MakeKeys(keys);

        var refused = await Services.Run(Programs.Api, [.. Settings("Host=127.0.0.1", keys, redis: 1), "--Keys:CookieFolder", "/proc/cookies"]);

        Assert.StartsWith("/proc/cookies cannot be made, and front ends keep the keys of their cookies there", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Installation_MadeTwice_IsMadeOnceAndItsKeysRotate()
    {
        var (database, keys) = (await services.Postgres.CreateDatabaseAsync(), services.NewFolder());
        string[] settings = ["--ConnectionStrings:Database", database, "--Storage:Engine", "Postgres", "--Keys:Folder", keys];
        var keyFile = Path.Combine(keys, "first-key");
        await Migrate(settings);
        await MakeKeys(keys);
        await MakeKeys(keys);

        Assert.Contains("Acme and its administrator are there.", await CreateOrganization(settings, keyFile, "--name", "Acme", "--domain", "acme.com.au", "--budget", "250"), StringComparison.Ordinal);
        Assert.Contains("already", await CreateOrganization(settings, keyFile), StringComparison.Ordinal);
        Assert.True(ApiKeyToken.TryParse((await File.ReadAllTextAsync(keyFile)).Trim(), out _));

        Assert.Contains("version 1 is active, and 0 keys", await Done(["rotate-keys", .. settings]), StringComparison.Ordinal);
        Assert.Contains("version 2 is announced", await Done(["rotate-keys", "--announce", .. settings]), StringComparison.Ordinal);
        Assert.Contains("version 2 is active, and 1 keys", await Done(["rotate-keys", .. settings]), StringComparison.Ordinal);
        await using var context = DonatelloContexts.Open(StorageEngine.Postgres, database);
        Assert.Equal(2, (await context.DataKeys.SingleAsync()).MasterVersion);
        Assert.Equal("acme.com.au", (await context.Organizations.SingleAsync()).Domain);
    }

    [Fact]
    public async Task ImportCatalogue_ShowsWhatItWouldChangeAndThenDoesOnce()
    {
        var (database, keys) = (await services.Postgres.CreateDatabaseAsync(), services.NewFolder());
        string[] settings = ["--ConnectionStrings:Database", database, "--Storage:Engine", "Postgres", "--Keys:Folder", keys];
        await Migrate(settings);
        await MakeKeys(keys);
        var file = Path.Combine(keys, "catalogue.json");
        await File.WriteAllTextAsync(file, (await Seed()).Replace(
            "{ \"unit\": \"megapixel_first\", \"amount\": 0.07 }", "{ \"unit\": \"megapixel_first\", \"amount\": 0.08 }", StringComparison.Ordinal));

        const string Table = "MODEL           WHAT   DETAIL\nbfl/flux-2-max  price  version 2 in USD from 2026-01-01 00:00Z\n";
        Assert.Equal(Table + "1 differences; nothing was changed.", await Done(["import-catalogue", file, "--dry-run", .. settings]));
        Assert.Equal(Table + "1 differences were taken over; silos that run see them within Providers:RefreshSeconds.", await Done(["import-catalogue", file, .. settings]));
        Assert.Equal("The catalogue says what the file says; nothing was changed.", await Done(["import-catalogue", file, .. settings]));

        await File.WriteAllTextAsync(file, (await Seed()).Replace("\"timeout_seconds\": 180", "\"timeout_seconds\": 0", StringComparison.Ordinal));
        var refused = await Services.Run(Programs.Silo, ["import-catalogue", file, .. settings]);
        Assert.Equal((1, "The file was not taken over, and nothing changed. bfl/flux-2-flex, timeout_seconds: 1 to 3600."), (refused.ExitCode, refused.Error.Trim()));
        Assert.StartsWith("import-catalogue takes the file first", (await Services.Run(Programs.Silo, ["import-catalogue", .. settings])).Error, StringComparison.Ordinal);
        await using var context = DonatelloContexts.Open(StorageEngine.Postgres, database);
        Assert.Equal(1, await context.PriceVersions.CountAsync(price => price.Version == 2));
        Assert.Equal("provider.changed", Assert.Single(await context.Outbox.Where(row => row.SubjectType == "provider").ToListAsync()).EventType);
    }

    [Theory]
    [InlineData("--key-file is missing: name the file that shall hold the administrator's API key.")]
    [InlineData("--zone takes a time zone such as Australia/Sydney, not Mars/Olympus.", "--key-file", "k", "--zone", "Mars/Olympus")]
    [InlineData("--budget takes 0 to 1000000000 AUD a month.", "--key-file", "k", "--budget", "much")]
    [InlineData("--colour is not an option or lacks its value: --help lists those that are.", "--colour", "red")]
    public async Task CreateOrganization_WrongOption_IsRefusedWithASentence(string sentence, params string[] arguments)
    {
        var keys = services.NewFolder();
        await MakeKeys(keys);

        var refused = await Services.Run(Programs.Silo, ["create-organization", .. Settings("Host=127.0.0.1", keys, redis: 1), .. arguments]);

        Assert.Equal((1, sentence), (refused.ExitCode, refused.Error.Trim()));
    }

    [Fact]
    public async Task Help_IsThere_AndAnUnknownCommandIsRefused()
    {
        Assert.Contains("make-keys", await Done(["--help"]), StringComparison.Ordinal);
        Assert.Equal("conjure is not a command: --help lists those that are.", (await Services.Run(Programs.Silo, "conjure")).Error.Trim());
    }

    private static async Task<string> Seed()
    {
        await using var json = typeof(CatalogueImport).Assembly.GetManifestResourceStream("catalogue.json")!;
        using var reader = new StreamReader(json);
        return await reader.ReadToEndAsync();
    }

    private static Task<string> Migrate(string[] settings, params string[] arguments) => Done(["migrate", .. settings, .. arguments]);

    private static Task<string> CreateOrganization(string[] settings, string keyFile, params string[] arguments) =>
        Done(["create-organization", "--key-file", keyFile, .. settings, .. arguments]);

    private static async Task<string> Done(string[] arguments)
    {
        var finished = await Services.Run(Programs.Silo, arguments);
        Assert.Equal((0, ""), (finished.ExitCode, finished.Error));
        return finished.Output.Trim();
    }

    private static async Task<string> Refusal(string[] settings)
    {
        var refused = await Services.Run(Programs.Silo, [.. settings, "--urls", "http://127.0.0.1:0"]);
        Assert.Equal((1, ""), (refused.ExitCode, refused.Output));
        return refused.Error.Trim();
    }

    private static async Task Record(string database, string migration)
    {
        await using var context = DonatelloContexts.Open(StorageEngine.Postgres, database);
        await context.Database.ExecuteSqlAsync($"""INSERT INTO "__EFMigrationsHistory" (migration_id, product_version) VALUES ({migration}, '10.0')""");
    }

    private static async Task MakeKeys(string folder)
    {
        var made = await Services.Run(Programs.Silo, "make-keys", "--Keys:Folder", folder);
        Assert.Equal((0, ""), (made.ExitCode, made.Error));
    }

    private static string[] Settings(string database, string keys, int redis) =>
    [
        "--ConnectionStrings:Redis", $"127.0.0.1:{redis}", "--ConnectionStrings:Database", database, "--Storage:Engine", "Postgres",
        "--Keys:Folder", keys, "--Images:Store", "folder", "--Images:Folder", Path.Combine(keys, "images"),
        "--Cluster:SiloPort", $"{Ports.Free()}", "--Cluster:GatewayPort", $"{Ports.Free()}",
    ];

    private static string[] Lines(string text) => [.. text.Trim().Split(Environment.NewLine).Order(StringComparer.Ordinal)];
}
