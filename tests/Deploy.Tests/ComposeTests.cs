using System.Text.Json.Nodes;

namespace DonatelloAI.Deploy.Tests;

/// <summary>The compose file as Docker Compose reads it, with the sample values of .env.example.</summary>
public sealed class ComposeTests
{
    private static readonly string[] Profiles = ["sqlserver", "postgres"];

    private static readonly Lazy<Task<JsonObject>> Read = new(Load);

    private static readonly string[] Own = ["migrate", "make-keys", "create-organization", "silo-1", "silo-2", "api"];

    public static TheoryData<string> Databases { get; } = [.. Profiles];

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Profile_HasItsDatabaseAndNotTheOther(string profile)
    {
        var services = Started(await Config(), profile);

        Assert.Equal(profile, Assert.Single(Profiles, services.Contains));
        Assert.Superset(new HashSet<string>([.. Own, "redis", "azurite", "telemetry"]), services);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Profile_DependsOnNothingThatItLacks(string profile)
    {
        var file = await Config();
        var services = Started(file, profile);

        Assert.Empty(services.SelectMany(name => (file["services"]![name]!["depends_on"] as JsonObject ?? []).Select(needed => needed.Key)).Except(services));
    }

    [Fact]
    public async Task Values_ThatAreMissing_AreNamed()
    {
        var nothing = Path.GetTempFileName();
        var refused = await Repository.Run("docker-compose", ["--env-file", nothing, "config"]);
        File.Delete(nothing);

        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("copy .env.example to .env", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ports_AreOpenToThisMachineOnly()
    {
        var file = await Config();

        var ports = file["services"]!.AsObject().SelectMany(service => service.Value!["ports"] as JsonArray ?? []).Select(port => $"{port}").ToList();
        Assert.NotEmpty(ports);
        Assert.All(ports, port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));
        Assert.Equal("true", $"{file["networks"]!["cluster"]!["internal"]}");
    }

    [Fact]
    public async Task Images_ArePinned()
    {
        var images = (await Config())["services"]!.AsObject().Select(service => $"{service.Value!["image"]}").Distinct();

        Assert.All(images, image => Assert.Matches(@":(local|vnext-EN\d+|.*\d.*)$", image));
        Assert.DoesNotContain(images, image => image.EndsWith(":latest", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Programs_AreToldNothingThatNoneReads()
    {
        var file = await Config();

        var unknown = Own.SelectMany(name => file["services"]![name]!["environment"].Texts().Keys).Where(name => name.Contains("__", StringComparison.Ordinal) && !KnownSettings.Knows(name));
        Assert.Empty(unknown);
    }

    [Fact]
    public async Task Programs_RunWithoutRightsThatTheyDoNotNeed()
    {
        var file = await Config();

        Assert.All(Own, name =>
        {
            var service = file["services"]![name]!;
            Assert.Equal("true", $"{service["read_only"]}");
            Assert.Equal("ALL", $"{Assert.Single(service["cap_drop"]!.AsArray())}");
            Assert.Contains(service["security_opt"]!.AsArray(), option => $"{option}" == "no-new-privileges:true");
        });
    }

    [Theory]
    [InlineData("silo-1")]
    [InlineData("silo-2")]
    [InlineData("api")]
    public async Task Program_IsAskedForItsHealth_AndHasTimeToDrain(string name)
    {
        var service = (await Config())["services"]![name]!;

        Assert.Equal("45s", $"{service["stop_grace_period"]}");
        Assert.Contains(service["healthcheck"]!["test"]!.AsArray(), word => $"{word}" == "/cli/donatello.dll");
    }

    /// <summary>A front end that is broken into must give away neither prompts nor API keys.</summary>
    [Fact]
    public async Task FrontEnd_HasNeitherMasterKeysNorTheDatabase()
    {
        var api = (await Config())["services"]!["api"]!;

        Assert.StartsWith("front-keys:", $"{Assert.Single(api["volumes"]!.AsArray())}", StringComparison.Ordinal);
        Assert.DoesNotContain("ConnectionStrings__Database", api["environment"].Texts().Keys);
    }

    [Fact]
    public void Samples_SayThatTheyAreSamples()
    {
        var secrets = File.ReadLines(Repository.PathOf(".env.example")).Where(line => line.Contains("PASSWORD=", StringComparison.Ordinal) || line.Contains("KEY=", StringComparison.Ordinal) || line.Contains("TOKEN=", StringComparison.Ordinal));

        Assert.All(secrets, line =>
        {
            var value = line.Split('=', 2)[1];
            Assert.StartsWith("SAMPLE", line.StartsWith("IMAGES_ACCOUNT_KEY=", StringComparison.Ordinal) ? System.Text.Encoding.ASCII.GetString(Convert.FromBase64String(value)) : value, StringComparison.Ordinal);
        });
    }

    private static Task<JsonObject> Config() => Read.Value;

    private static async Task<JsonObject> Load()
    {
        var read = await Repository.Run("docker-compose", ["--env-file", ".env.example", "config"]);
        Assert.True(read.ExitCode == 0, read.Error);
        return Yaml.Documents(read.Output)[0];
    }

    /// <summary>What a profile starts: services that are in it, and those that are in none.</summary>
    private static HashSet<string> Started(JsonObject file, string profile) =>
    [
        .. from service in file["services"]!.AsObject()
           where service.Value!["profiles"] is not JsonArray profiles || profiles.Any(name => $"{name}" == profile)
           select service.Key,
    ];
}
