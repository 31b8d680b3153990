using System.Text.Json;
using DonatelloAI.Grains.Audit;

namespace DonatelloAI.Grains.Tests.Audit;

public sealed class AuditMappingTests
{
    private static readonly DateTimeOffset Now = new(2026, 12, 1, 0, 0, 1, TimeSpan.Zero);

    private static readonly OutboxEvent Completed = new()
    {
        Id = new Guid("01991f6e-0000-8000-8000-000000000001"),
        OrganizationId = Guid.CreateVersion7(),
        UserId = Guid.CreateVersion7(),
        SubjectType = "generation",
        SubjectId = Guid.CreateVersion7(),
        SubjectVersion = 4,
        EventType = "generation.completed",
        Payload = """{"hold_id":"01991f6e-0000-8000-8000-000000000002","cost_aud":"0.080000","entry":7}""",
        TraceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        CreatedAt = Now.AddSeconds(-2),
        IsAuthentic = true,
    };

    [Fact]
    public void Entry_OfACompletedGeneration_SaysWhoDidWhat()
    {
        var entry = AuditMapping.Entry(Completed, Now);

        Assert.Equal(
            new AuditEntry
            {
                Chain = $"{Completed.UserId}",
                OrganizationId = Completed.OrganizationId,
                Timestamp = Completed.CreatedAt,
                EventType = "generation.completed",
                Action = "image_generated",
                ResourceType = "generation",
                ResourceId = $"{Completed.SubjectId}",
                RequestId = "4bf92f3577b34da6a3ce929d0e0e4736",
                Status = "success",
                Metadata = """{"cost_aud":"0.080000","entry":7,"event_id":"01991f6e-0000-8000-8000-000000000001","hold_id":"01991f6e-0000-8000-8000-000000000002","subject_version":4}""",
            },
            entry);
        Assert.Equal(Completed.Id, entry.EventId);
    }

    [Fact]
    public void Entry_OfAFailure_CarriesItsCode()
    {
        var entry = AuditMapping.Entry(Completed with { EventType = "generation.failed", Payload = """{"error_code":"provider_error"}""" }, Now);

        Assert.Equal(("image_generated", "failure", "provider_error"), (entry.Action, entry.Status, entry.ErrorMessage));
    }

    [Fact]
    public void Entry_OfTheSystem_BelongsToTheOrganisationAndTheMonthOfTheEvent()
    {
        var entry = AuditMapping.Entry(Completed with { UserId = null }, Now);

        Assert.Equal($"system:{Completed.OrganizationId}:2026-11", entry.Chain);
        Assert.InRange(entry.Chain.Length, 1, 100);
    }

    [Fact]
    public void Entry_OfATypeThatANewerSiloWrote_IsToldUnderItsName() =>
        Assert.Equal("archive_made", AuditMapping.Entry(Completed with { EventType = "archive.made" }, Now).Action);

    [Theory]
    [InlineData(null)]
    [InlineData("00-short")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e47<6-00f067aa0ba902b7-01")]
    public void Entry_WithoutATrace_HasNoRequestId(string? trace) =>
        Assert.Null(AuditMapping.Entry(Completed with { TraceParent = trace }, Now).RequestId);

    [Theory]
    [InlineData("""{"prompt":"a-cave"}""", "prompt")]
    [InlineData("""{"reason":"for jane"}""", "reason")]
    [InlineData("""{"reason":"jane@acme.com.au"}""", "reason")]
    [InlineData("""{"state":{"prompt":"x"}}""", "state")]
    [InlineData("""{"scopes":["read","in my own words"]}""", "scopes")]
    public void Metadata_OfAPayloadWithText_LeavesItOutAndSaysSo(string payload, string field)
    {
        using var metadata = JsonDocument.Parse(AuditMapping.Entry(Completed with { Payload = payload }, Now).Metadata);

        Assert.Equal([field], metadata.RootElement.GetProperty("omitted").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal(["event_id", "omitted", "subject_version"], metadata.RootElement.EnumerateObject().Select(name => name.Name));
    }

    [Fact]
    public void Metadata_StoredElsewhereAndReadBack_IsTheSameText()
    {
        var written = AuditMapping.Entry(
            Completed with { Payload = """{"entry":9007199254740993, "amount_aud":0.10,"removed":true,"actor_id":null,"thresholds":[50, 80],"attempt_no":1.0}""" }, Now).Metadata;
        using var stored = JsonDocument.Parse(JsonSerializer.Serialize(JsonSerializer.Deserialize<SortedDictionary<string, JsonElement>>(written)!.Reverse().ToDictionary()));

        Assert.Equal(written, AuditMetadata.Canonical(stored.RootElement));
        Assert.Contains("""
            "amount_aud":"0.10"
            """, written, StringComparison.Ordinal);
        Assert.Contains("""
            "entry":"9007199254740993"
            """, written, StringComparison.Ordinal);
    }

    [Fact]
    public void Entry_OfAnAlteredRow_NamesTheRowAndBelievesNothing()
    {
        var forged = Completed with { IsAuthentic = false, Payload = """{"cost_aud":"0.000001"}""", CreatedAt = Now.AddYears(-3) };

        var entry = AuditMapping.Entry(forged, Now);

        Assert.Equal(
            ($"system:{forged.OrganizationId}:2026-12", Now, "audit.row_altered", "failure", $"{forged.Id}"),
            (entry.Chain, entry.Timestamp, entry.EventType, entry.Status, entry.ResourceId));
        Assert.Contains("\"claimed_event_type\":\"generation.completed\"", entry.Metadata, StringComparison.Ordinal);
        Assert.DoesNotContain("0.000001", entry.Metadata, StringComparison.Ordinal);
        Assert.Equal(forged.Id, entry.EventId);
    }

    [Fact]
    public void Rows_OfASubjectWithACrookedClock_AreOrderedByVersionWithinItsPlaces()
    {
        OutboxEvent Row(Guid subject, long version, int second) =>
            Completed with { Id = Guid.CreateVersion7(), SubjectId = subject, SubjectVersion = version, CreatedAt = Now.AddSeconds(second) };
        var (one, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());

        var ordered = OutboxOrder.Of([Row(one, 2, 0), Row(other, 9, 1), Row(one, 0, 2), Row(one, 1, 3)]);

        Assert.Equal([(one, 0), (other, 9), (one, 1), (one, 2)], ordered.Select(row => (row.SubjectId, row.SubjectVersion)));
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 2)]
    [InlineData(2, 4)]
    [InlineData(5, 32)]
    [InlineData(6, 60)]
    [InlineData(1_000_000, 60)]
    public void Pause_AfterFailures_GrowsToItsBound(int failures, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), new AuditOptions().PauseAfter(failures));
}
