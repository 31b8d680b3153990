using DonatelloAI.Api.Limits;
using DonatelloAI.Grains.Limits;
using DonatelloAI.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace DonatelloAI.Api.Tests.Limits;

public sealed class LimitSettingsTests
{
    [Fact]
    public void Limits_WithoutAny_RefuseNoBurstOfAThousand()
    {
        var options = new LimitOptions();

        Assert.Equal((60_000, 600_000, 100), (options.UserPerMinute, options.OrganizationPerMinute, Read().PerMinute));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("many")]
    [InlineData("1000001")]
    public void FailedAttempts_ThatAreWrong_AreRefusedInOneSentenceWithTheKey(string value)
    {
        var refused = Assert.Throws<StartRefusedException>(() => Read(("Limits:FailedAttemptsPerMinute", value)));

        Assert.StartsWith("Limits:FailedAttemptsPerMinute takes ", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Limits:UserPerMinute")]
    [InlineData("Limits:OrganizationPerMinute")]
    public void Rate_BelowZero_IsRefusedInOneSentenceWithTheKey(string key)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(Configuration((key, "-1")));
        services.AddOptions<LimitOptions>().BindConfiguration(key[..key.IndexOf(':', StringComparison.Ordinal)]).ValidateDataAnnotations();
        using var provider = services.BuildServiceProvider();

        var wrong = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IOptions<LimitOptions>>().Value);

        Assert.StartsWith($"{key} takes 0 to ", wrong.Sentences(), StringComparison.Ordinal);
    }

    private static FailedAttemptSettings Read(params (string Key, string Value)[] values)
    {
        var reader = new SettingsReader(Configuration(values));
        var settings = reader.Read(FailedAttemptSettings.Read);
        reader.RefuseIfWrong();
        return settings;
    }

    private static IConfiguration Configuration(params (string Key, string Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.Select(value => KeyValuePair.Create(value.Key, (string?)value.Value))).Build();
}
