using System.Globalization;
using Spectre.Console;

namespace DonatelloAI.Bench;

/// <summary>The figures as a table, and progress while they are made.</summary>
internal sealed class Report
{
    private readonly Table _table = new Table().Border(TableBorder.Markdown)
        .AddColumns("engine", "case", "callers", "per second", "ratio", "p50 ms", "p99 ms", "bytes/op", "ops/commit", "ms/commit");

    public void Add(string engine, string name, Measurement measured, Measurement? baseline = null, CommitMeter? commits = null)
    {
        _table.AddRow(
            engine,
            name,
            Number(measured.Callers, 0),
            Number(measured.PerSecond, 0),
            baseline is null ? "" : Number(measured.PerSecond / baseline.PerSecond, 1) + " x",
            Number(measured.P50Ms, 1),
            Number(measured.P99Ms, 1),
            Number(measured.BytesPerOperation, 0),
            commits is null ? "1" : Number(commits.OperationsPerCommit, 0),
            commits is null ? "" : Number(commits.MillisecondsPerCommit, 2));
        Say($"{engine}: {name}, {measured.Callers} callers: {Number(measured.PerSecond, 0)}/s, p99 {Number(measured.P99Ms, 1)} ms");
    }

    public void AddTime(string engine, string name, double milliseconds)
    {
        _table.AddRow(engine, name, "", "", "", Number(milliseconds, 0), "", "", "", "");
        Say($"{engine}: {name}: {Number(milliseconds, 0)} ms");
    }

    public void Print()
    {
        AnsiConsole.Profile.Width = 160;
        AnsiConsole.Write(_table);
    }

    private static void Say(string line) => Console.Error.WriteLine(line);

    private static string Number(double value, int decimals) => value.ToString("N" + decimals, CultureInfo.InvariantCulture);
}
