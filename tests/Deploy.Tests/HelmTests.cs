using System.Globalization;
using System.Text.Json.Nodes;

namespace DonatelloAI.Deploy.Tests;

/// <summary>The chart, as Helm renders it.</summary>
public sealed class HelmTests(Helm helm) : IClassFixture<Helm>
{
    private const int DrainSeconds = 30;

    private static readonly string[] Everything =
    [
        "images.store=folder", "images.existingClaim=pictures", "api.publicUrl=https://images.example", "api.cookieClaim=cookies",
        "telemetry.endpoint=http://collector:4317", "audit.sink=cosmos", "silo.nodeSelector.pool=silos", "connections.migrationSecret=owner",
        "silo.env[0].name=Providers__OpenAiCompatible__openai__ApiKeyFile", "silo.env[0].value=/provider-keys/openai",
    ];

    [Fact]
    public async Task Lint_FindsNothing()
    {
        var linted = await helm.Run(["lint", "--strict"]);

        Assert.True(linted.ExitCode == 0, linted.Output + linted.Error);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Containers_RunWithoutRightsThatTheyDoNotNeed(bool everything) => Assert.All(Pods(await Rendered(everything)), pod =>
    {
        var container = Container(pod);
        Assert.Equal("true", $"{pod["securityContext"]!["runAsNonRoot"]}");
        Assert.NotEqual("0", $"{pod["securityContext"]!["runAsUser"]}");
        Assert.Equal("RuntimeDefault", $"{pod["securityContext"]!["seccompProfile"]!["type"]}");
        Assert.Equal("false", $"{container["securityContext"]!["allowPrivilegeEscalation"]}");
        Assert.Equal("true", $"{container["securityContext"]!["readOnlyRootFilesystem"]}");
        Assert.Equal("ALL", $"{Assert.Single(container["securityContext"]!["capabilities"]!["drop"]!.AsArray())}");
        Assert.NotNull(container["resources"]!["requests"]);
        Assert.NotNull(container["resources"]!["limits"]!["memory"]);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Containers_AreToldNothingThatNobodyReads(bool everything)
    {
        string[] others = ["POD_NAME", "POD_NAMESPACE", "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_SERVICE_NAME"];
        var variables = Pods(await Rendered(everything)).SelectMany(pod => Container(pod)["env"]!.AsArray()).Select(variable => $"{variable!["name"]}");

        Assert.Empty(variables.Where(name => !KnownSettings.Knows(name)).Except(others));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Mounts_HaveTheirVolumes(bool everything) => Assert.All(Pods(await Rendered(everything)), pod => Assert.Equal(
        pod["volumes"]!.AsArray().Select(volume => $"{volume!["name"]}").Order(StringComparer.Ordinal),
        Container(pod)["volumeMounts"]!.AsArray().Select(mount => $"{mount!["name"]}").Order(StringComparer.Ordinal)));

    [Fact]
    public async Task Images_HaveTheTagOfTheChart_OrTheOneThatIsAskedFor()
    {
        var (usual, asked) = (await helm.Render(), await helm.Render("image.tag=2.7.1", "image.prefix=registry.example:5000/art/"));

        Assert.Equal(["donatello/api:1.0.0", "donatello/silo:1.0.0"], Images(usual));
        Assert.Equal(["registry.example:5000/art/api:2.7.1", "registry.example:5000/art/silo:2.7.1"], Images(asked));
    }

    [Theory]
    [InlineData("silo")]
    [InlineData("api")]
    public async Task Program_IsProbed_AndHasTimeToDrain(string program)
    {
        var pod = Pod(Find(await helm.Render(), "Deployment", $"donatello-{program}"));
        var container = Container(pod);

        Assert.Equal("/health/live", $"{container["startupProbe"]!["httpGet"]!["path"]}");
        Assert.Equal("/health/live", $"{container["livenessProbe"]!["httpGet"]!["path"]}");
        Assert.Equal("/health/ready", $"{container["readinessProbe"]!["httpGet"]!["path"]}");
        var pause = container["lifecycle"] is { } lifecycle ? Number(lifecycle["preStop"]!["sleep"]!["seconds"]) : 0;
        Assert.True(Number(pod["terminationGracePeriodSeconds"]) > pause + DrainSeconds);
    }

    [Theory]
    [InlineData("silo")]
    [InlineData("api")]
    public async Task Program_LosesOnePodAtATime(string program)
    {
        var documents = await helm.Render();
        var deployment = Find(documents, "Deployment", $"donatello-{program}");
        var budget = Find(documents, "PodDisruptionBudget", $"donatello-{program}");

        Assert.Equal("1", $"{budget["spec"]!["maxUnavailable"]}");
        Assert.Equal(deployment["spec"]!["selector"]!.ToJsonString(), budget["spec"]!["selector"]!.ToJsonString());
        Assert.Equal("0", $"{deployment["spec"]!["strategy"]!["rollingUpdate"]!["maxUnavailable"]}");
        Assert.Empty(deployment["spec"]!["selector"]!["matchLabels"].Texts().Except(deployment["spec"]!["template"]!["metadata"]!["labels"].Texts()));
    }

    [Fact]
    public async Task Silo_IsFoundByItsLabels_AndMayReadPodsOnly()
    {
        var documents = await helm.Render("cluster.id=blue", "cluster.serviceId=art");
        var silo = Find(documents, "Deployment", "donatello-silo");
        var labels = silo["spec"]!["template"]!["metadata"]!["labels"].Texts();
        var rule = Assert.Single(Find(documents, "Role", "donatello-silo")["rules"]!.AsArray())!;

        Assert.Equal(("blue", "art"), (labels["orleans/clusterId"], labels["orleans/serviceId"]));
        Assert.Equal("pods", $"{Assert.Single(rule["resources"]!.AsArray())}");
        Assert.Equal(["get", "list", "watch"], rule["verbs"]!.AsArray().Select(verb => $"{verb}"));
        Assert.Equal("donatello-silo", $"{Pod(silo)["serviceAccountName"]}");
        Assert.Equal($"{Find(documents, "RoleBinding", "donatello-silo")["subjects"]![0]!["name"]}", $"{Pod(silo)["serviceAccountName"]}");
    }

    [Fact]
    public async Task FrontEnd_HasNeitherMasterKeysNorTheDatabase()
    {
        var pod = Pod(Find(await helm.Render(), "Deployment", "donatello-api"));

        Assert.DoesNotContain(Container(pod)["env"]!.AsArray(), variable => $"{variable!["name"]}" == "ConnectionStrings__Database");
        Assert.Equal("donatello-front-keys", $"{pod["volumes"]!.AsArray().Select(volume => volume!["secret"]?["secretName"]).Single(name => name is not null)}");
        Assert.Equal("false", $"{pod["automountServiceAccountToken"]}");
    }

    [Theory]
    [InlineData("audit.sink=database", false)]
    [InlineData("audit.sink=cosmos", true)]
    public async Task AuditLog_InCosmosDb_IsToldToSilosAlone(string value, bool isTold)
    {
        var documents = await helm.Render(value, "audit.throughput=serverless");
        var silo = Container(Pod(Find(documents, "Deployment", "donatello-silo")))["env"]!.AsArray();

        Assert.Equal(value.Split('=')[1], Told(silo, "Audit__Sink")?["value"]?.ToString());
        Assert.Equal(isTold ? ("serverless", "donatello-connections", "audit") : (null, null, null), (
            Told(silo, "Audit__Throughput")?["value"]?.ToString(),
            Told(silo, "ConnectionStrings__Audit")?["valueFrom"]!["secretKeyRef"]!["name"]!.ToString(),
            Told(silo, "ConnectionStrings__Audit")?["valueFrom"]!["secretKeyRef"]!["key"]!.ToString()));
        Assert.Null(Told(Container(Pod(Find(documents, "Deployment", "donatello-api")))["env"]!.AsArray(), "ConnectionStrings__Audit"));
    }

    [Fact]
    public async Task Migration_RunsBeforeTheRest_AndCanBeLeftOut()
    {
        var job = Find(await helm.Render("connections.migrationSecret=owner"), "Job", "donatello-migration");

        Assert.Equal("pre-install,pre-upgrade", $"{job["metadata"]!["annotations"]!["helm.sh/hook"]}");
        Assert.Equal("migrate", $"{Container(Pod(job))["args"]![0]}");
        Assert.Equal("owner", $"{Container(Pod(job))["env"]!.AsArray().Select(variable => variable!["valueFrom"]?["secretKeyRef"]?["name"]).Single(name => name is not null)}");
        Assert.DoesNotContain(await helm.Render("migration.enabled=false"), document => $"{document["kind"]}" == "Job");
    }

    [Fact]
    public async Task GrainPorts_AreOpenToMembersOnly()
    {
        var policy = Find(await helm.Render(), "NetworkPolicy", "donatello-silo");

        Assert.All(
            policy["spec"]!["ingress"]!.AsArray().Where(rule => $"{rule!["ports"]![0]!["port"]}" is "silo" or "gateway"),
            rule => Assert.All(rule!["from"]!.AsArray(), source => Assert.NotNull(source!["podSelector"]!["matchLabels"])));
        Assert.DoesNotContain(await helm.Render("networkPolicy.enabled=false"), document => $"{document["kind"]}" == "NetworkPolicy");
    }

    [Theory]
    [InlineData("image.tag=latest")]
    [InlineData("database.engine=Sqlite")]
    [InlineData("audit.sink=file")]
    [InlineData("audit.throughput=1500")]
    [InlineData("images.store=folder")]
    [InlineData("silo.replica=3")]
    [InlineData("silo.replicas=0")]
    [InlineData("api.publicUrl=images.example")]
    public async Task Value_ThatIsWrong_IsRefused(string value) => Assert.NotEqual(0, (await helm.Run(["template", "donatello"], value)).ExitCode);

    private Task<IReadOnlyList<JsonObject>> Rendered(bool everything) => helm.Render(everything ? Everything : []);

    private static JsonObject Find(IEnumerable<JsonObject> documents, string kind, string name) =>
        Assert.Single(documents, document => $"{document["kind"]}" == kind && $"{document["metadata"]!["name"]}" == name);

    private static IEnumerable<JsonNode> Pods(IEnumerable<JsonObject> documents) =>
        documents.Where(document => $"{document["kind"]}" is "Deployment" or "Job").Select(Pod);

    private static JsonNode Pod(JsonObject workload) => workload["spec"]!["template"]!["spec"]!;

    private static JsonNode Container(JsonNode pod) => Assert.Single(pod["containers"]!.AsArray())!;

    /// <summary>A variable of a container's environment; null when it has none of this name.</summary>
    private static JsonNode? Told(JsonArray environment, string name) => environment.SingleOrDefault(variable => $"{variable!["name"]}" == name);

    private static string[] Images(IEnumerable<JsonObject> documents) =>
        [.. Pods(documents).Select(pod => $"{Container(pod)["image"]}").Distinct().Order(StringComparer.Ordinal)];

    private static int Number(JsonNode? node) => int.Parse($"{node}", CultureInfo.InvariantCulture);
}
