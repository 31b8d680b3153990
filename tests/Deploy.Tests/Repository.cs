using System.Diagnostics;
using System.Reflection;
using System.Xml.Linq;
using DonatelloAI.Testing;

namespace DonatelloAI.Deploy.Tests;

/// <summary>The files that an installation is made from, and the tools that read them.</summary>
internal static class Repository
{
    public static string Root { get; } = Path.GetFullPath(typeof(Repository).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "Root")
        .Value!);

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    public static string Read(params string[] parts) => File.ReadAllText(PathOf(parts));

    /// <summary>A project and all that it references, directly or not, by name.</summary>
    public static IReadOnlySet<string> ProjectsOf(string project)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal) { project };
        foreach (var reference in XDocument.Load(PathOf("src", project, project + ".csproj")).Descendants("ProjectReference"))
        {
            found.UnionWith(ProjectsOf(Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value)));
        }

        return found;
    }

    /// <summary>Runs a tool at the root of the repository, with nothing of this process's environment that Compose would read.</summary>
    public static Task<Finished> Run(string tool, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(tool, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = Root,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("COMPOSE_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Programs.Run(start);
    }
}
