using System.Net;
using DonatelloAI.Grains.Audit;
using DonatelloAI.Contracts;
using DonatelloAI.Storage.Audit;
using DonatelloAI.Storage.Tests.Schema;
using DonatelloAI.Testing;
using Microsoft.Azure.Cosmos;

namespace DonatelloAI.Storage.Tests.Audit;

/// <summary>One stand-in of Cosmos DB for the classes that need one.</summary>
public sealed class CosmosFixture : IAsyncLifetime
{
    public CosmosServer Server { get; private set; } = null!;

    public async Task InitializeAsync() => Server = await CosmosServer.StartAsync();

    public async Task DisposeAsync() => await Server.DisposeAsync();
}

/// <summary>The contract on the stand-in.</summary>
public sealed class CosmosAuditSinkTests(CosmosFixture cosmos) : AuditSinkContract(null), IClassFixture<CosmosFixture>
{
    private CosmosAuditSink Cosmos => (CosmosAuditSink)Sink;

    public override async Task InitializeAsync()
    {
        Sink = new CosmosAuditSink(Options());
        await Cosmos.Ensure();
    }

    public override Task DisposeAsync()
    {
        Cosmos.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Ensure_WhereAllIsThere_LeavesIt()
    {
        await Sink.Append(Lines(ChainHead.Before, 1));

        await Cosmos.Ensure();

        Assert.Single(await Sink.ReadTail(Chain, 10));
    }

    [Fact]
    public async Task Ensure_WhereTheContainerHasAnotherPartitionKey_SaysSo()
    {
        using var client = Client();
        var database = await client.CreateDatabaseIfNotExistsAsync("elsewhere");
        await database.Database.CreateContainerIfNotExistsAsync(new ContainerProperties("audit_logs", "/organization_id"));
        using var sink = new CosmosAuditSink(Options(database: "elsewhere"));

        var refused = await Assert.ThrowsAsync<AuditSinkException>(sink.Ensure);

        Assert.Contains("partition key", refused.Message, StringComparison.Ordinal);
        Assert.Contains("/user_id", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ensure_WhereNobodyListens_SaysSo()
    {
        using var sink = new CosmosAuditSink(new CosmosAuditOptions { ConnectionString = CosmosServer.ConnectionStringOf(1), TimeoutSeconds = 1 });

        await Assert.ThrowsAsync<AuditSinkException>(sink.Ensure);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => sink.ReadTail(Chain, 1));
        Assert.Equal((AuditAppendResult.Unavailable, 0), await ResultOf(sink, 2));
    }

    [Fact]
    public async Task Append_WhileTheAccountIsTooBusy_IsTriedAgainAndSucceeds()
    {
        await using var front = await CosmosFront.StartAsync(cosmos.Server.Port);
        using var sink = new CosmosAuditSink(Options(front.Port));
        front.Answer(HttpStatusCode.TooManyRequests, times: 2);

        Assert.Equal((AuditAppendResult.Done, 3), await ResultOf(sink, 3));
        Assert.Equal(5, front.Creations);
    }

    [Fact]
    public async Task Append_ToAnAccountThatStaysBusy_GivesUpWithinABoundAndKeepsWhatIsDurable()
    {
        await using var front = await CosmosFront.StartAsync(cosmos.Server.Port);
        using var sink = new CosmosAuditSink(Options(front.Port));
        front.Answer(HttpStatusCode.TooManyRequests, times: int.MaxValue, after: 2);

        Assert.Equal((AuditAppendResult.Unavailable, 2), await ResultOf(sink, 4));
        Assert.Equal(2 + 1 + new CosmosAuditOptions { ConnectionString = "" }.BusyTries, front.Creations);
        Assert.Equal([2, 1], (await Sink.ReadTail(Chain, 10)).Select(line => line.Position));
    }

    [Fact]
    public async Task Append_WhoseAnswerIsLost_IsUnavailableAndTheNextReadShowsTheLine()
    {
        await using var front = await CosmosFront.StartAsync(cosmos.Server.Port);
        using var sink = new CosmosAuditSink(Options(front.Port));
        front.Answer(HttpStatusCode.ServiceUnavailable, times: int.MaxValue, afterwards: true);

        // The client may have asked again by itself, and found its own line.
        var (result, durable) = await ResultOf(sink, 1);

        Assert.Contains(result, new[] { AuditAppendResult.Unavailable, AuditAppendResult.Conflict });
        Assert.Equal(0, durable);
        Assert.Single(await Sink.ReadTail(Chain, 10));
    }

    [Fact]
    public async Task Append_ThatTheAccountRefuses_IsNotCalledAnOutage()
    {
        await using var front = await CosmosFront.StartAsync(cosmos.Server.Port);
        using var sink = new CosmosAuditSink(Options(front.Port));
        front.Answer(HttpStatusCode.RequestEntityTooLarge, times: 1);

        Assert.Equal((AuditAppendResult.Refused, 0), await ResultOf(sink, 1));
    }

    [Fact]
    public void Container_ThatIsMade_KeepsSevenYearsAndIndexesWhatIsAskedFor()
    {
        var properties = CosmosAuditContainer.Properties("audit_logs");

        Assert.Equal(("/user_id", 220_924_800), (properties.PartitionKeyPath, properties.DefaultTimeToLive));
        Assert.Equal(["/*"], properties.IndexingPolicy.ExcludedPaths.Select(path => path.Path));
        Assert.Equal(
            ["/chain_seq/?", "/event_type/?", "/organization_id/?", "/resource_id/?", "/status/?", "/timestamp/?", "/user_id/?"],
            properties.IndexingPolicy.IncludedPaths.Select(path => path.Path).Order(StringComparer.Ordinal));
    }

    private async Task<(AuditAppendResult Result, int Durable)> ResultOf(CosmosAuditSink sink, int lines)
    {
        var answer = await sink.Append(Lines(ChainHead.Before, lines));
        return (answer.Result, answer.Durable);
    }

    private CosmosAuditOptions Options(int? port = null, string database = "donatelloai-audit") => new()
    {
        ConnectionString = CosmosServer.ConnectionStringOf(port ?? cosmos.Server.Port),
        Database = database,
        TimeoutSeconds = 5,
    };

    private CosmosClient Client() => new(cosmos.Server.ConnectionString, new CosmosClientOptions { ConnectionMode = ConnectionMode.Gateway, LimitToEndpoint = true });
}

/// <summary>The contract on an account, in a database of the test's own.</summary>
[NeedsServer("DONATELLO_COSMOS")]
public sealed class CosmosAccountAuditSinkTests() : AuditSinkContract(null)
{
    private readonly CosmosAuditOptions _options = new()
    {
        ConnectionString = Environment.GetEnvironmentVariable("DONATELLO_COSMOS") ?? "",
        Database = $"donatello-test-{Guid.CreateVersion7():n}",
        MaxThroughput = 1_000,
    };

    public override async Task InitializeAsync()
    {
        var sink = new CosmosAuditSink(_options);
        Sink = sink;
        await sink.Ensure();
    }

    public override async Task DisposeAsync()
    {
        ((CosmosAuditSink)Sink).Dispose();
        using var client = new CosmosClient(_options.ConnectionString);
        await client.GetDatabase(_options.Database).DeleteAsync();
    }
}
