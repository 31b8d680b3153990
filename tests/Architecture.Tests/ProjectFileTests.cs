using System.Xml.Linq;

namespace DonatelloAI.Architecture.Tests;

/// <summary>What every project file has in common.</summary>
public sealed class ProjectFileTests
{
    [Theory]
    [MemberData(nameof(House.Projects), MemberType = typeof(House))]
    public void Project_HasItsPublicTypesDocumented(string project) =>
        Assert.Equal("true", House.FileOf(project).Descendants("GenerateDocumentationFile").SingleOrDefault()?.Value);

    [Fact]
    public void Versions_AreInOneFileOnly()
    {
        var files = House.Files("*.csproj").Concat(House.Files("*.props")).Concat(House.Files("*.targets"))
            .Where(file => Path.GetFileName(file) is not "Directory.Packages.props");

        var versions = from file in files
                       from reference in XDocument.Load(file).Descendants("PackageReference")
                       where reference.Attribute("Version") is not null
                           || reference.Attribute("VersionOverride") is not null
                           || reference.Element("Version") is not null
                       select $"{Path.GetRelativePath(House.Root, file)}: {reference.Attribute("Include")?.Value}";

        Assert.Empty(versions);
    }

    [Fact]
    public void Versions_NameEachPackageOnce() =>
        Assert.Empty(XDocument.Load(Path.Combine(House.Root, "Directory.Packages.props"))
            .Descendants("PackageVersion")
            .GroupBy(package => package.Attribute("Include")!.Value, StringComparer.OrdinalIgnoreCase)
            .Where(package => package.Skip(1).Any())
            .Select(package => package.Key));

    [Fact]
    public void Solution_HoldsEveryProject()
    {
        var solution = File.ReadAllText(Path.Combine(House.Root, "DonatelloAI.sln"));

        Assert.DoesNotContain(
            House.Files("*.csproj").Select(file => Path.GetRelativePath(House.Root, file).Replace('/', '\\')),
            file => !solution.Contains(file, StringComparison.Ordinal));
    }
}
