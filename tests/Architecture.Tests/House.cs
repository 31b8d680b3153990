using System.Reflection;
using System.Xml.Linq;

namespace DonatelloAI.Architecture.Tests;

/// <summary>The source tree and the assemblies built from it.</summary>
internal static class House
{
    /// <summary>The arrows of docs/architecture.md: what a project may reference.</summary>
    public static IReadOnlyDictionary<string, string[]> Arrows { get; } = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["Contracts"] = [],
        ["Grains"] = ["Contracts"],
        ["Storage"] = ["Contracts", "Grains"],
        ["Blobs"] = ["Contracts"],
        ["Providers"] = ["Contracts", "Grains"],
        ["Hosting"] = ["Blobs", "Contracts"],
        ["Silo"] = ["Blobs", "Contracts", "Grains", "Hosting", "Providers", "Storage"],
        ["Api"] = ["Blobs", "Contracts", "Hosting"],
        ["Standalone"] = ["Api", "Silo"],
        ["Cli"] = [],
    };

    public static TheoryData<string> Projects { get; } = [.. Arrows.Keys];

    public static string Root { get; } = Path.GetFullPath(typeof(House).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "Root")
        .Value!);

    public static string FolderOf(string project) => Path.Combine(Root, "src", project);

    public static XDocument FileOf(string project) => XDocument.Load(Path.Combine(FolderOf(project), project + ".csproj"));

    public static Assembly AssemblyOf(string project) =>
        Assembly.Load(string.Equals(project, "Cli", StringComparison.Ordinal) ? "donatello" : "DonatelloAI." + project);

    /// <summary>What a project references by its own file.</summary>
    public static string[] ReferencesOf(string project) =>
        [.. ItemsOf(project, "ProjectReference").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal)!];

    public static IEnumerable<string> ItemsOf(string project, string item) =>
        FileOf(project).Descendants(item).Select(element => element.Attribute("Include")?.Value ?? "").Where(include => include.Length > 0);

    /// <summary>What a project may reach, directly or not.</summary>
    public static HashSet<string> ReachOf(string project)
    {
        var reach = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>(Arrows[project]);
        while (open.TryDequeue(out var next))
        {
            if (reach.Add(next))
            {
                Array.ForEach(Arrows[next], open.Enqueue);
            }
        }

        return reach;
    }

    /// <summary>Files of the source tree, without what builds put there.</summary>
    public static IEnumerable<string> Files(string pattern) => Directory
        .EnumerateFiles(Root, pattern, SearchOption.AllDirectories)
        .Where(file => !Path.GetRelativePath(Root, file).Split(Path.DirectorySeparatorChar).Any(IsBuilt));

    private static bool IsBuilt(string folder) => folder is "bin" or "obj" or "artifacts" or "node_modules" or ".git" or "data";
}
