using DonatelloAI.Api.Admission;
using DonatelloAI.Hosting;
using DonatelloAI.Silo.Clustering;
using Microsoft.Extensions.Configuration;

namespace DonatelloAI.Api.Tests.Admission;

public sealed class AdmissionSettingsTests
{
    [Fact]
    public void Settings_WithoutAny_RefuseNeitherManyOfOneClientNorABurst()
    {
        var settings = Read(AdmissionSettings.Read);

        Assert.Equal(0, settings.RequestsPerSecond);
        Assert.InRange(settings.MaxConcurrentRequestsPerClient, 1_000, settings.MaxConcurrentRequests);
        Assert.Equal((2_000, 4_000, 1_000), (settings.MaxConcurrentRequests, settings.QueueLength, settings.QueueMilliseconds));
    }

    [Fact]
    public void Burst_ThatNobodyNames_IsAQuarterSecondOfTheRate()
    {
        Assert.Equal(12, Read(AdmissionSettings.Read, ("Admission:RequestsPerSecond", "50")).Burst);
        Assert.Equal(1, Read(AdmissionSettings.Read, ("Admission:RequestsPerSecond", "2")).Burst);
        Assert.Equal(7, Read(AdmissionSettings.Read, ("Admission:RequestsPerSecond", "50"), ("Admission:Burst", "7")).Burst);
    }

    [Theory]
    [InlineData("Admission:RequestsPerSecond", "-1")]
    [InlineData("Admission:RequestsPerSecond", "fifty")]
    [InlineData("Admission:RequestsPerSecond", "1000001")]
    [InlineData("Admission:Burst", "0")]
    [InlineData("Admission:MaxConcurrentRequests", "0")]
    [InlineData("Admission:QueueLength", "-5")]
    [InlineData("Admission:QueueMilliseconds", "0")]
    [InlineData("Admission:QueueMilliseconds", "60001")]
    [InlineData("Admission:MaxConcurrentRequestsPerClient", "")]
    public void Settings_ThatAreWrong_AreRefusedInOneSentenceWithTheKey(string key, string value)
    {
        var refused = Assert.Throws<StartRefusedException>(() => Read(AdmissionSettings.Read, (key, value)));

        Assert.StartsWith($"{key} takes ", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Environment.NewLine, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("49")]
    [InlineData("101")]
    [InlineData("all")]
    public void Shedding_ThatIsWrong_IsRefusedInOneSentenceWithTheKey(string value)
    {
        var refused = Assert.Throws<StartRefusedException>(() => Read(SheddingOptions.Read, ("Cluster:ShedAtProcessorPercent", value)));

        Assert.StartsWith("Cluster:ShedAtProcessorPercent takes ", refused.Message, StringComparison.Ordinal);
    }

    private static T Read<T>(Func<IConfiguration, T> read, params (string Key, string Value)[] values)
        where T : class
    {
        var reader = new SettingsReader(new ConfigurationBuilder()
            .AddInMemoryCollection(values.Select(value => KeyValuePair.Create(value.Key, (string?)value.Value)))
            .Build());
        var settings = reader.Read(read);
        reader.RefuseIfWrong();
        return settings;
    }
}
