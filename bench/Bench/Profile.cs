using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing.Etlx;

namespace DonatelloAI.Bench;

/// <summary>
/// Where another process of .NET spends its time, by samples of its threads that run managed code, taken over its diagnostic port. A sample is told twice:
/// by what runs, and by the room of ours on whose behalf it runs, the nearest one on the stack.
/// </summary>
internal static class Profile
{
    private const string Ours = "DonatelloAI.";
    private const string Nobody = "the runtime's own";

    private static readonly (string Prefix, string Name)[] Libraries =
    [
        (Ours, "DonatelloAI"),
        ("Npgsql", "Npgsql"),
        ("Microsoft.Data.Sqlite", "SQLite"),
        ("SQLitePCL", "SQLite"),
        ("Microsoft.EntityFrameworkCore", "Entity Framework"),
        ("Orleans", "Orleans"),
        ("Microsoft.AspNetCore", "ASP.NET Core"),
        ("Microsoft.Extensions", "Microsoft.Extensions"),
        ("System.Text.Json", "JSON"),
        ("System.Net", "sockets and HTTP client"),
        ("System.IO", "files and streams"),
        ("Microsoft.Win32.SafeHandles", "files and streams"),
        ("System.Security.Cryptography", "cryptography"),
        ("System.Threading", "tasks and locks"),
        ("System.Runtime.CompilerServices", "tasks and locks"),
        ("System.Diagnostics", "activities and meters"),
    ];

    /// <summary>Samples a process for a time, and counts.</summary>
    public static async Task<(IReadOnlyList<(string Name, double Share)> Libraries, IReadOnlyList<(string Name, double Share)> Rooms)> Of(int process, TimeSpan duration)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("donatello-profile-").FullName, "samples.nettrace");
        try
        {
            await Record(process, duration, file);
            return Count(file);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        }
    }

    private static async Task Record(int process, TimeSpan duration, string file)
    {
        EventPipeProvider[] providers =
        [
            new("Microsoft-DotNETCore-SampleProfiler", EventLevel.Informational),
            new("Microsoft-Windows-DotNETRuntime", EventLevel.Informational, (long)Microsoft.Diagnostics.Tracing.Parsers.ClrTraceEventParser.Keywords.Default),
        ];
        using var session = new DiagnosticsClient(process).StartEventPipeSession(providers, requestRundown: true, circularBufferMB: 512);
        await using var stream = File.Create(file);
        var copying = session.EventStream.CopyToAsync(stream);
        await Task.Delay(duration, TimeProvider.System);
        await session.StopAsync(CancellationToken.None);
        await copying;
    }

    private static (IReadOnlyList<(string Name, double Share)> Libraries, IReadOnlyList<(string Name, double Share)> Rooms) Count(string file)
    {
        var (libraries, rooms) = (new Dictionary<string, int>(StringComparer.Ordinal), new Dictionary<string, int>(StringComparer.Ordinal));
        using var log = TraceLog.OpenOrConvert(TraceLog.CreateFromEventPipeDataFile(file));
        foreach (var sample in log.Events.Where(static one => one.ProviderName == "Microsoft-DotNETCore-SampleProfiler"))
        {
            if (sample.CallStack() is { } stack && $"{sample.PayloadByName("Type")}" == "Managed")
            {
                Add(libraries, LibraryOf(stack));
                Add(rooms, RoomOf(stack));
            }
        }

        return (Shares(libraries), Shares(rooms));
    }

    private static string LibraryOf(TraceCallStack stack)
    {
        var method = stack.CodeAddress.FullMethodName;
        var name = Array.Find(Libraries, library => method.StartsWith(library.Prefix, StringComparison.Ordinal)).Name;
        return name ?? Nobody;
    }

    /// <summary>Our namespace, two names deep; the library that called where none of ours is on the stack.</summary>
    private static string RoomOf(TraceCallStack stack)
    {
        string? library = null;
        for (var frame = stack; frame is not null; frame = frame.Caller)
        {
            var method = frame.CodeAddress.FullMethodName;
            if (method.StartsWith(Ours, StringComparison.Ordinal))
            {
                return string.Join('.', method.Split('.', '+', '/').Skip(1).Take(2));
            }

            var name = LibraryOf(frame);
            library = name is Nobody or "tasks and locks" ? library : name;
        }

        return library ?? Nobody;
    }

    private static void Add(Dictionary<string, int> counts, string name) => counts[name] = counts.GetValueOrDefault(name) + 1;

    private static List<(string Name, double Share)> Shares(Dictionary<string, int> counts)
    {
        var all = Math.Max(1, counts.Values.Sum());
        return [.. counts.OrderByDescending(static count => count.Value).Select(count => (count.Key, (double)count.Value / all))];
    }
}
