using DonatelloAI.Grains.Audit;
using DonatelloAI.Storage.Audit;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Tests.Schema;

namespace DonatelloAI.Storage.Tests.Audit;

/// <summary>What every sink of the audit log must do.</summary>
public abstract class AuditSinkContract(PostgresFixture? postgres) : SchemaTestBase(postgres)
{
    protected IAuditSink Sink { get; set; } = null!;

    protected string Chain { get; } = AuditChain.OfPerson(Guid.CreateVersion7());

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Sink = new RelationalAuditSink(Database.Contexts, new CommitOptions());
    }

    [EngineFact]
    public async Task Lines_Appended_AreReadBackAsTheyWereHashed()
    {
        var lines = Lines(ChainHead.Before, 5);

        Assert.Equal(new AuditAppend(AuditAppendResult.Done, 5), await Sink.Append(lines));

        var tail = await Sink.ReadTail(Chain, 100);
        Assert.Equal(lines.Reverse(), tail);
        Assert.Null(AuditChain.FirstBroken(ChainHead.Before, tail.Reverse()));
        Assert.All(tail, line => Assert.NotNull(line.Entry.EventId));
    }

    [EngineFact]
    public async Task Tail_OfALongChain_IsItsNewestLines()
    {
        var lines = Lines(ChainHead.Before, 12);
        await Sink.Append(lines);

        Assert.Equal([12, 11, 10], (await Sink.ReadTail(Chain, 3)).Select(line => line.Position));
    }

    [EngineFact]
    public async Task Tail_OfAChainThatHasNotBegun_IsEmpty()
    {
        await Sink.Append(Lines(ChainHead.Before, 1));

        Assert.Empty(await Sink.ReadTail(AuditChain.OfPerson(Guid.CreateVersion7()), 3));
    }

    [EngineFact]
    public async Task Position_ThatIsTaken_IsRefusedAndStaysAsItWas()
    {
        var first = Lines(ChainHead.Before, 2);
        await Sink.Append(first);

        var second = await Sink.Append(Lines(ChainHead.Of(first[0]), 1));

        Assert.Equal((AuditAppendResult.Conflict, 0), (second.Result, second.Durable));
        Assert.Equal(first.Reverse(), await Sink.ReadTail(Chain, 10));
    }

    [EngineFact]
    public async Task Chain_AppendedToByTwoAtOnce_HasOneNextLine()
    {
        var begun = Lines(ChainHead.Before, 1);
        await Sink.Append(begun);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Sink.Append(Lines(ChainHead.Of(begun[0]), 3))));

        Assert.Equal([AuditAppendResult.Done], answers.Select(answer => answer.Result).Where(result => result != AuditAppendResult.Conflict));
        var tail = await Sink.ReadTail(Chain, 10);
        Assert.Equal(4, tail.Count);
        Assert.Null(AuditChain.FirstBroken(ChainHead.Before, tail.Reverse()));
    }

    [EngineFact]
    public async Task Chains_OfManyAppendedTogether_AreApart()
    {
        var chains = Enumerable.Range(0, 20).Select(_ => AuditChain.OfPerson(Guid.CreateVersion7())).ToList();

        var answers = await Task.WhenAll(chains.Select(chain => Sink.Append(Lines(ChainHead.Before, 3, chain))));

        Assert.All(answers, answer => Assert.Equal(AuditAppendResult.Done, answer.Result));
        foreach (var chain in chains)
        {
            Assert.Equal([3, 2, 1], (await Sink.ReadTail(chain, 10)).Select(line => line.Position));
        }
    }

    protected IReadOnlyList<AuditLine> Lines(ChainHead head, int count, string? chain = null) =>
        AuditChain.Extend(head, Enumerable.Range(0, count).Select(_ => NewEntry(chain ?? Chain)));

    private static AuditEntry NewEntry(string chain) => AuditMapping.Entry(NewEvent(), SampleRows.Moment) with
    {
        Chain = chain,
        UserEmail = "s1.1.c2VhbGVk",
        RequestId = "4bf92f3577b34da6a3ce929d0e0e4736",
        ErrorMessage = "nötig",
    };

    private static OutboxEvent NewEvent() => new()
    {
        Id = Guid.CreateVersion7(),
        OrganizationId = Guid.CreateVersion7(),
        SubjectType = "generation",
        SubjectId = Guid.CreateVersion7(),
        SubjectVersion = 3,
        EventType = "generation.completed",
        Payload = """{"cost_aud":"0.080000","entry":9007199254740992,"thresholds":[50,80],"removed":false,"actor_id":null}""",
        CreatedAt = SampleRows.Moment,
        IsAuthentic = true,
    };
}

public sealed class SqliteAuditSinkTests() : AuditSinkContract(null);

[Collection(PostgresCollection.Name)]
public sealed class PostgresAuditSinkTests(PostgresFixture postgres) : AuditSinkContract(postgres);
