using System.Xml.Linq;

namespace DonatelloAI.Architecture.Tests;

/// <summary>Every restore asks for known weaknesses of packages, and a build with one fails: nothing may switch that off.</summary>
public sealed class DependencyAuditTests
{
    private static readonly string[] Weaknesses = ["NU1901", "NU1902", "NU1903", "NU1904"];

    [Fact]
    public void Restore_OfEveryProject_AsksForKnownWeaknesses()
    {
        var files = House.Files("*.csproj").Concat(House.Files("*.props")).Concat(House.Files("*.targets")).Select(XDocument.Load).ToList();

        Assert.Empty(files.SelectMany(file => file.Descendants("NuGetAuditSuppress")));
        Assert.DoesNotContain(ValuesOf(files, "NuGetAudit"), static value => value != "true");
        Assert.Equal(["all"], ValuesOf(files, "NuGetAuditMode"));
        Assert.DoesNotContain(ValuesOf(files, "TreatWarningsAsErrors"), static value => value != "true");
        Assert.DoesNotContain(
            ValuesOf(files, "NoWarn").Concat(ValuesOf(files, "WarningsNotAsErrors")), static value => Weaknesses.Any(value.Contains));
    }

    private static IEnumerable<string> ValuesOf(List<XDocument> files, string property) =>
        files.SelectMany(file => file.Descendants(property)).Select(static element => element.Value.Trim());
}
