using DonatelloAI.Hosting;
using DonatelloAI.Silo.Audit;
using Microsoft.Extensions.Configuration;

namespace DonatelloAI.Storage.Tests.Audit;

public sealed class AuditSettingsTests
{
    private const string Account = "AccountEndpoint=https://acme.documents.azure.com:443/;AccountKey=c2VjcmV0;";

    [Fact]
    public void Settings_WithoutAny_ChooseTheDatabase() => Assert.False(Read([]).IsCosmos);

    [Theory]
    [InlineData("serverless")]
    [InlineData("1000")]
    [InlineData("40000")]
    public void Settings_OfAnAccount_AreTaken(string throughput) =>
        Assert.True(Read([("Audit:Sink", "cosmos"), ("ConnectionStrings:Audit", Account), ("Audit:Throughput", throughput)]).IsCosmos);

    [Theory]
    [InlineData("paper", Account, "40000", "Audit:Sink")]
    [InlineData("cosmos", null, "40000", "ConnectionStrings:Audit")]
    [InlineData("cosmos", "Server=somewhere", "40000", "ConnectionStrings:Audit")]
    [InlineData("cosmos", "AccountEndpoint=https://a;AccountKey=?", "40000", "ConnectionStrings:Audit")]
    [InlineData("cosmos", "no key at all", "40000", "ConnectionStrings:Audit")]
    [InlineData("cosmos", Account, "4500", "Audit:Throughput")]
    [InlineData("cosmos", Account, "much", "Audit:Throughput")]
    public void Settings_ThatAreWrong_AreRefusedInOneSentenceWithTheKey(string sink, string? account, string throughput, string key)
    {
        var refused = Assert.Throws<StartRefusedException>(
            () => Read([("Audit:Sink", sink), ("ConnectionStrings:Audit", account), ("Audit:Throughput", throughput)]));

        Assert.StartsWith(key, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Environment.NewLine, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("AccountKey=?", refused.Message, StringComparison.Ordinal);
    }

    private static AuditSettings Read((string Key, string? Value)[] values)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(values.Select(value => KeyValuePair.Create(value.Key, value.Value)))
            .Build();
        var reader = new SettingsReader(configuration);
        var settings = reader.Read(AuditSettings.Read);
        reader.RefuseIfWrong();
        return settings;
    }
}
