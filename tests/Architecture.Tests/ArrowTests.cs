namespace DonatelloAI.Architecture.Tests;

/// <summary>Who may reference whom, held against the project files and against what the compiler wrote into the assemblies.</summary>
public sealed class ArrowTests
{
    [Fact]
    public void Source_HasTheKnownProjectsOnly() =>
        Assert.Equal(
            House.Arrows.Keys.Order(StringComparer.Ordinal),
            Directory.EnumerateFiles(Path.Combine(House.Root, "src"), "*.csproj", SearchOption.AllDirectories)
                .Select(Path.GetFileNameWithoutExtension)
                .Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(House.Projects), MemberType = typeof(House))]
    public void ProjectFile_ReferencesAlongTheArrowsOnly(string project) =>
        Assert.Equal(House.Arrows[project], House.ReferencesOf(project));

    [Theory]
    [MemberData(nameof(House.Projects), MemberType = typeof(House))]
    public void Assembly_ReferencesAlongTheArrowsOnly(string project)
    {
        var reach = House.ReachOf(project);
        var strangers = House.AssemblyOf(project).GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .Where(name => name.StartsWith("DonatelloAI.", StringComparison.Ordinal))
            .Select(name => name["DonatelloAI.".Length..])
            .Where(name => !reach.Contains(name));

        Assert.Empty(strangers);
    }

    [Fact]
    public void FrontEnd_NeverReachesGrainsOrStorage()
    {
        var reach = House.ReachOf("Api");

        Assert.DoesNotContain("Grains", reach);
        Assert.DoesNotContain("Storage", reach);
        Assert.DoesNotContain("Microsoft.Orleans.Server", House.ItemsOf("Api", "PackageReference"));
    }

    [Fact]
    public void Contracts_NeedOrleansSdkOnly() =>
        Assert.Equal(["Microsoft.Orleans.Sdk"], House.ItemsOf("Contracts", "PackageReference"));

    [Fact]
    public void Cli_SpeaksHttpOnly() =>
        Assert.DoesNotContain(
            House.AssemblyOf("Cli").GetReferencedAssemblies(),
            reference => reference.Name!.StartsWith("Orleans", StringComparison.Ordinal) || reference.Name.StartsWith("DonatelloAI", StringComparison.Ordinal));
}
