using System.Text.Json;

namespace DonatelloAI.Deploy.Tests;

/// <summary>The images, as far as their description tells.</summary>
public sealed class DockerfileTests
{
    private static readonly IReadOnlyList<Stage> Stages = Stage.Parse(Repository.Read("Dockerfile"));

    private static readonly string[] Programs = ["Silo", "Api", "Cli"];

    [Fact]
    public void Instructions_AreKnownOnes() => Assert.Empty(
        Stages.SelectMany(stage => stage.Instructions).Select(instruction => instruction.Word).Except(["WORKDIR", "COPY", "RUN", "ENV", "EXPOSE", "USER", "ENTRYPOINT"]));

    [Fact]
    public void Sources_ExistAndAreSentToTheBuilder()
    {
        var ignored = Repository.Read(".dockerignore").Split('\n').Where(line => line.Length > 0 && line[0] != '#').ToList();
        var sources = Stages.SelectMany(stage => stage.Sources).ToList();

        Assert.Equal("*", ignored[0]);
        Assert.All(sources, source => Assert.True(Path.Exists(Repository.PathOf(source)), $"{source} does not exist"));
        Assert.All(sources, source => Assert.Contains("!" + source.Split('/')[0], ignored));
    }

    [Fact]
    public void Restore_HasTheProjectsThatTheProgramsNeed_AndNoOther() => Assert.Equal(
        Programs.SelectMany(Repository.ProjectsOf).Distinct().Order(StringComparer.Ordinal),
        Stages[0].Sources.Where(source => source.EndsWith(".csproj", StringComparison.Ordinal)).Select(source => Path.GetFileNameWithoutExtension(source)!).Order(StringComparer.Ordinal));

    [Fact]
    public void Restore_ComesBeforeTheSource()
    {
        var order = Stages[0].Instructions.ToList();

        Assert.True(
            order.FindIndex(instruction => instruction.Word == "RUN" && instruction.Arguments.Contains("restore")) is >= 0 and var restore
            && restore < order.FindIndex(instruction => instruction is ("COPY", ["src", "src"])));
    }

    [Fact]
    public void Images_ArePinned()
    {
        var foreign = Stages.Select(stage => stage.Base).Except(Stages.Select(stage => stage.Name)).ToList();

        Assert.Equal(2, foreign.Count);
        Assert.All(foreign, image => Assert.Matches(@":\d+\.\d+\.\d+-", image));
    }

    [Fact]
    public void Sdk_IsOneThatTheRepositoryTakes()
    {
        using var asked = JsonDocument.Parse(Repository.Read("global.json"));
        var least = Version.Parse(asked.RootElement.GetProperty("sdk").GetProperty("version").GetString()!);
        var sdk = Version.Parse(Stages[0].Base.Split(':')[1].Split('-')[0]);

        Assert.Equal((least.Major, least.Minor), (sdk.Major, sdk.Minor));
        Assert.True(sdk >= least);
    }

    /// <summary>libvips is there for glibc alone, and an image without ICU and time zones knows no month of Sydney.</summary>
    [Fact]
    public void Runtime_HasGlibcIcuAndTimeZones()
    {
        var runtime = Stages.Single(stage => stage.Name == "program").Base;

        Assert.DoesNotContain("alpine", runtime, StringComparison.Ordinal);
        Assert.EndsWith("-chiseled-extra", runtime, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("silo", "DonatelloAI.Silo.dll")]
    [InlineData("api", "DonatelloAI.Api.dll")]
    public void Program_RunsAsNobodySpecial(string target, string assembly)
    {
        var stage = Stages.Single(stage => stage.Name == target);
        var chain = new[] { Stages.Single(under => under.Name == stage.Base), stage };

        Assert.Equal(["$APP_UID"], chain.SelectMany(part => part.Of("USER")).Last());
        Assert.Contains(assembly, string.Concat(stage.Of("ENTRYPOINT").Single()), StringComparison.Ordinal);
    }
}
