namespace DonatelloAI.Standalone.Tests;

/// <summary>The programs that need a configuration say what is missing.</summary>
public sealed class OtherProgramsTests
{
    [Fact]
    public async Task Silo_WithoutDatabase_NamesEachMissingKey()
    {
        var refused = await Programs.Run(Programs.Silo);

        Assert.Equal(1, refused.ExitCode);
        Assert.Equal(
            [
                "ConnectionStrings:Database is missing: set it to the connection string of the database.",
                "Storage:Engine is missing: set it to Sqlite, Postgres or SqlServer.",
            ],
            refused.Error.Trim().Split(Environment.NewLine).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Silo_UnknownEngine_IsRefusedWithASentence()
    {
        var refused = await Programs.Run(Programs.Silo, "--ConnectionStrings:Database=x", "--Storage:Engine=Oracle");

        Assert.Equal(1, refused.ExitCode);
        Assert.Equal("Storage:Engine is not a known engine: set it to Sqlite, Postgres or SqlServer.", refused.Error.Trim());
    }

    [Fact]
    public async Task Api_OnItsOwn_SaysThatItCannotYet()
    {
        var refused = await Programs.Run(Programs.Api);

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("start DonatelloAI.Standalone", refused.Error, StringComparison.Ordinal);
    }
}
