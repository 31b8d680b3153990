namespace DonatelloAI.Deploy.Tests;

/// <summary>Scripts that operators run.</summary>
public sealed class ScriptTests
{
    public static TheoryData<string> Scripts { get; } =
        [.. Directory.EnumerateFiles(Repository.PathOf("deploy"), "*.sh", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Repository.Root, file))];

    [Theory]
    [MemberData(nameof(Scripts))]
    [InlineData("cluster")]
    [InlineData("run")]
    [InlineData("test")]
    [InlineData("bench/run")]
    [InlineData("tests/Faults/run")]
    public async Task Script_IsFoundGoodByShellcheck(string script)
    {
        var checkedScript = await Repository.Run("shellcheck", ["--severity=warning", script]);

        Assert.True(checkedScript.ExitCode == 0, checkedScript.Output);
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task Script_ExplainsItself_AndRefusesWhatItDoesNotKnow(string script)
    {
        var (help, unknown) = (await Repository.Run("bash", [script, "--help"]), await Repository.Run("bash", [script, "--colour"]));

        Assert.Equal(0, help.ExitCode);
        Assert.StartsWith("Usage:", help.Output, StringComparison.Ordinal);
        Assert.Equal(2, unknown.ExitCode);
    }
}
