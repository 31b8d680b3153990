using DonatelloAI.Silo;
using DonatelloAI.Storage.Encryption;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace DonatelloAI.Standalone.Tests;

/// <summary>The programs that need a configuration say what is missing.</summary>
public sealed class OtherProgramsTests
{
    private const string Key = "S2V5IG9mIDMyIGJ5dGVzLCB1c2VkIGluIHRlc3RzLi4=";

    [Fact]
    public async Task Silo_WithoutDatabase_NamesEachMissingKey()
    {
        var refused = await Programs.Run(Programs.Silo);

        Assert.Equal(1, refused.ExitCode);
        Assert.Equal(
            [
                "ConnectionStrings:Database is missing: set it to the connection string of the database.",
                "Encryption:ActiveVersion is missing: set it to the version of Encryption:Keys that closes what is new.",
                "Encryption:Keys is missing: set Encryption:Keys:1 to 32 bytes in base64, as openssl rand -base64 32 prints them.",
                "Encryption:Pepper is missing: set it to 32 bytes in base64, as openssl rand -base64 32 prints them.",
                "Storage:Engine is missing: set it to Sqlite, Postgres or SqlServer.",
            ],
            refused.Error.Trim().Split(Environment.NewLine).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Silo_UnknownEngine_IsRefusedWithASentence()
    {
        var refused = await Programs.Run(
            Programs.Silo,
            "--ConnectionStrings:Database=x",
            "--Storage:Engine=Oracle",
            $"--Encryption:Keys:1={Key}",
            "--Encryption:ActiveVersion=1",
            $"--Encryption:Pepper={Key}");

        Assert.Equal(1, refused.ExitCode);
        Assert.Equal("Storage:Engine is not a known engine: set it to Sqlite, Postgres or SqlServer.", refused.Error.Trim());
    }

    [Theory]
    [InlineData("Encryption:ActiveVersion names 2, which Encryption:Keys lacks: add Encryption:Keys:2 or name a version that is there.", "ActiveVersion=2")]
    [InlineData("Encryption:Keys:2 is no key: set it to 32 bytes in base64, as openssl rand -base64 32 prints them.", "Keys:2=c2hvcnQ=")]
    [InlineData("Encryption:Keys:new has no version for a name: name it by a whole number above zero.", "Keys:new=" + Key)]
    [InlineData("Encryption:Keys:02 has no version for a name: name it by a whole number above zero.", "Keys:02=" + Key)]
    [InlineData("Encryption:Pepper is no key: set it to 32 bytes in base64, as openssl rand -base64 32 prints them.", "Pepper=salt")]
    public void Encryption_WronglyConfigured_IsOneSentenceThatNamesTheKey(string sentence, string wrong)
    {
        var failure = Assert.Throws<OptionsValidationException>(() => Masters($"Encryption:{wrong}"));

        Assert.Equal(sentence, ConfigurationFailures.Explain(failure));
    }

    [Fact]
    public void Encryption_WithOneKeyForTwoVersions_IsRefused()
    {
        var failure = Assert.Throws<OptionsValidationException>(() => Masters($"Encryption:Keys:2={Key}"));

        Assert.Contains("Encryption:Keys:2 is the same key as Encryption:Keys:1: give each version a key of its own.", failure.Failures);
    }

    [Fact]
    public void Encryption_Configured_HasItsVersions()
    {
        var masters = Masters($"Encryption:Keys:12={Convert.ToBase64String(new byte[32])}", "Encryption:ActiveVersion=12");

        Assert.Equal((12, "1 12"), (masters.ActiveVersion, string.Join(' ', masters.Versions)));
    }

    [Fact]
    public async Task Api_OnItsOwn_SaysThatItCannotYet()
    {
        var refused = await Programs.Run(Programs.Api);

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("start DonatelloAI.Standalone", refused.Error, StringComparison.Ordinal);
    }

    private static MasterKeys Masters(params string[] changes)
    {
        Dictionary<string, string?> settings = new()
        {
            ["Encryption:Keys:1"] = Key,
            ["Encryption:ActiveVersion"] = "1",
            ["Encryption:Pepper"] = Key,
        };
        foreach (var change in changes)
        {
            var (name, value) = (change[..change.IndexOf('=', StringComparison.Ordinal)], change[(change.IndexOf('=', StringComparison.Ordinal) + 1)..]);
            settings[name] = value;
        }

        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddConfiguredEncryption();
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<MasterKeys>();
    }
}
