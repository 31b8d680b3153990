using System.Globalization;

namespace DonatelloAI.Bench;

/// <summary>
/// Processor time of this process and of a PostgreSQL server with its children: unlike the clock's time, it hardly depends on
/// who else uses the machine. Linux only; zero elsewhere.
/// </summary>
internal sealed class ProcessorMeter(int port)
{
    private const double TicksPerSecond = 100;

    public (TimeSpan Own, TimeSpan Database) Read() => (Environment.CpuUsage.TotalTime, Database());

    private TimeSpan Database()
    {
        if (port == 0 || !OperatingSystem.IsLinux())
        {
            return TimeSpan.Zero;
        }

        var processes = Directory.GetDirectories("/proc").Select(ReadStat).OfType<Stat>().ToList();
        var server = processes.Find(process => CommandLine(process.Id).Contains($"\0-p\0{port}\0", StringComparison.Ordinal));
        return TimeSpan.FromSeconds(processes.Where(process => process.Parent == server?.Id).Sum(process => process.Ticks) / TicksPerSecond);
    }

    /// <summary>Id, parent and processor time of a process called postgres; null for any other.</summary>
    private static Stat? ReadStat(string folder)
    {
        try
        {
            var text = File.ReadAllText(Path.Combine(folder, "stat"));
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return text.Contains("(postgres)", StringComparison.Ordinal)
                ? new Stat(Number(text.Split(' ')[0]), Number(fields[1]), Number(fields[11]) + Number(fields[12]))
                : null;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string CommandLine(long process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static long Number(string digits) => long.Parse(digits, CultureInfo.InvariantCulture);

    private sealed record Stat(long Id, long Parent, long Ticks);
}
