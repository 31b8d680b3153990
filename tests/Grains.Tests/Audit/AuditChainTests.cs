using DonatelloAI.Grains.Audit;

namespace DonatelloAI.Grains.Tests.Audit;

/// <summary>The chain's encoding is a contract: whoever verifies a log in seven years computes these bytes again.</summary>
public sealed class AuditChainTests
{
    private static readonly AuditEntry Entry = new()
    {
        Chain = "770e8400-e29b-41d4-a716-446655440000",
        OrganizationId = new Guid("110e8400-e29b-41d4-a716-446655440000"),
        Timestamp = new DateTimeOffset(2025, 11, 17, 10, 30, 0, TimeSpan.Zero).AddMicroseconds(123_456),
        EventType = "generation.completed",
        Action = "image_generated",
        ResourceType = "generation",
        ResourceId = "aa0e8400-e29b-41d4-a716-446655440000",
        RequestId = "req-12345-67890",
        Status = "success",
        Metadata = """{"cost_aud":"0.080000"}""",
    };

    public static TheoryData<string> Fields =>
        [.. typeof(AuditEntry).GetProperties().Where(property => property.CanWrite).Select(property => property.Name)];

    [Fact]
    public void Hash_OfAKnownLine_IsWhatAnotherProgramComputed()
    {
        var line = Assert.Single(AuditChain.Extend(ChainHead.Before, [Entry]));

        Assert.Equal((1, AuditChain.Origin, "49b164bce5ffe3affca0f62a5b25041d911fc8776def1430cee5a56fe9683b0a"), (line.Position, line.PreviousHash, line.Hash));
        Assert.Equal(new Guid("636ee4b5-35c4-84c5-9e46-13947368a360"), line.Id);
    }

    [Fact]
    public void Extend_ByTwo_LinksEachToTheOneBefore()
    {
        var lines = AuditChain.Extend(ChainHead.Before, [Entry, Entry]);
        var third = Assert.Single(AuditChain.Extend(ChainHead.Of(lines[1]), [Entry]));

        Assert.Equal([1, 2, 3], [lines[0].Position, lines[1].Position, third.Position]);
        Assert.Equal((lines[0].Hash, lines[1].Hash), (lines[1].PreviousHash, third.PreviousHash));
        Assert.Equal(3, new[] { lines[0].Id, lines[1].Id, third.Id }.Distinct().Count());
        Assert.Null(AuditChain.FirstBroken(ChainHead.Before, [.. lines, third]));
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public void FirstBroken_WhereAFieldWasChanged_NamesThatLine(string field)
    {
        var lines = AuditChain.Extend(ChainHead.Before, [Entry, Entry, Entry]).ToArray();
        lines[1] = lines[1] with { Entry = Changed(lines[1].Entry, field) };

        Assert.Equal(2, AuditChain.FirstBroken(ChainHead.Before, lines));
    }

    [Fact]
    public void FirstBroken_WhereALineWasTakenOut_NamesItsPlace()
    {
        var lines = AuditChain.Extend(ChainHead.Before, [Entry, Entry, Entry]);

        Assert.Equal(2, AuditChain.FirstBroken(ChainHead.Before, [lines[0], lines[2]]));
        Assert.Null(AuditChain.FirstBroken(ChainHead.Of(lines[1]), [lines[2]]));
    }

    private static AuditEntry Changed(AuditEntry entry, string field)
    {
        var copy = entry with { };
        var property = typeof(AuditEntry).GetProperty(field)!;
        property.SetValue(copy, property.PropertyType == typeof(string) ? "{}" : property.PropertyType == typeof(Guid) ? Guid.Empty : entry.Timestamp.AddMicroseconds(1));
        return copy;
    }
}
