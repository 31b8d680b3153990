using System.Diagnostics;
using System.Reflection;

namespace DonatelloAI.Testing;

/// <summary>The built programs, to be run as processes.</summary>
public static class Programs
{
    public static string Standalone { get; } = Find("Standalone", "DonatelloAI.Standalone.dll");

    public static string Silo { get; } = Find("Silo", "DonatelloAI.Silo.dll");

    public static string Api { get; } = Find("Api", "DonatelloAI.Api.dll");

    public static string Cli { get; } = Find("Cli", "donatello.dll");

    /// <summary>
    /// Describes a run of a program with both outputs redirected. A shell that runs the tests in the background has its
    /// children ignore SIGINT, and a program would inherit that; env gives Ctrl-C its meaning back.
    /// </summary>
    public static ProcessStartInfo Describe(string program, params string[] arguments) =>
        new("env", ["--default-signal=INT", "dotnet", program, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
            Environment = { ["DOTNET_NOLOGO"] = "1", ["ASPNETCORE_URLS"] = null, ["ASPNETCORE_HTTP_PORTS"] = null },
        };

    /// <summary>Runs a program to its end.</summary>
    public static Task<Finished> Run(string program, params string[] arguments) => Run(Describe(program, arguments));

    /// <summary>Runs a process to its end, which comes within three minutes.</summary>
    public static async Task<Finished> Run(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }

        return new Finished(process.ExitCode, await output, await error);
    }

    private static string Find(string project, string file) =>
        Path.GetFullPath(Path.Combine(Metadata("Programs"), project, Metadata("Output"), file));

    private static string Metadata(string key) => typeof(Programs).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == key)
        .Value!;
}

/// <summary>How a program ended.</summary>
public sealed record Finished(int ExitCode, string Output, string Error);
