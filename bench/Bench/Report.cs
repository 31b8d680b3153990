using System.Globalization;
using Spectre.Console;

namespace DonatelloAI.Bench;

/// <summary>The figures as a table, and progress while they are made.</summary>
internal sealed class Report
{
    private const double LeastShare = 0.01;

    private readonly Table _table = new Table().Border(TableBorder.Markdown)
        .AddColumns("engine", "case", "callers", "per second", "to transaction", "to one trip", "p50 ms", "p99 ms", "bytes/op", "ops/commit", "ms/commit", "own µs/op", "database µs/op");

    private readonly Table _phases = new Table().Border(TableBorder.Markdown)
        .AddColumns("engine", "commit", "decide µs/op", "rows µs/op", "columns µs/op", "write µs/op", "write ms/commit");

    private readonly Table _reads = new Table().Border(TableBorder.Markdown).AddColumns("engine", "read", "p50 ms", "p99 ms");

    private readonly Table _processes = new Table().Border(TableBorder.Markdown).AddColumns("process", "processor µs/request");

    private readonly Table _requests = new Table().Border(TableBorder.Markdown)
        .AddColumns("engine", "request", "connections", "per second", "p50 ms", "p99 ms", "server CPU µs", "server kB", "server MB before", "after");

    private readonly Table _profile = new Table().Border(TableBorder.Markdown).AddColumns("engine", "by", "name", "share of samples");

    private readonly Table _overload = new Table().Border(TableBorder.Markdown)
        .AddColumns("engine", "phase", "arriving/s", "accepted/s", "p50 ms", "p99 ms", "refused/s", "refused p50 ms", "refused p99 ms");

    public void AddOverload(string engine, string phase, OpenMeasurement measured)
    {
        var (accepted, refused) = (measured.Accepted, measured.Refused);
        _overload.AddRow(
            engine,
            phase,
            Number(measured.PerSecond, 0),
            Number(accepted.PerSecond, 1),
            Number(accepted.P50Ms, 1),
            Number(accepted.P99Ms, 1),
            Number(refused.PerSecond, 1),
            refused.Count == 0 ? "" : Number(refused.P50Ms, 1),
            refused.Count == 0 ? "" : Number(refused.P99Ms, 1));
        Say($"{engine}: {phase}, {Number(measured.PerSecond, 0)}/s: {accepted.Count} accepted, p50 {Number(accepted.P50Ms, 1)} ms, p99 {Number(accepted.P99Ms, 1)} ms; {refused.Count} refused, p50 {Number(refused.P50Ms, 1)} ms, p99 {Number(refused.P99Ms, 1)} ms");
    }

    public void AddRequests(string engine, string name, Measurement measured, double? memory, double? memoryBefore, TimeSpan? processor, double? bytesPerSecond)
    {
        var count = Math.Max(1, measured.PerSecond * measured.Seconds);
        _requests.AddRow(
            engine,
            name,
            Number(measured.Callers, 0),
            Number(measured.PerSecond, 0),
            Number(measured.P50Ms, 1),
            Number(measured.P99Ms, 1),
            processor is { } used ? Number(used.TotalMicroseconds / count, 0) : "",
            bytesPerSecond is { } bytes ? Number(bytes / 1e3 / Math.Max(1, measured.PerSecond), 0) : "",
            memoryBefore is { } before ? Number(before, 0) : "",
            memory is { } after ? Number(after, 0) : "");
        Say($"{engine}: {name}: {Number(measured.PerSecond, 0)}/s, p50 {Number(measured.P50Ms, 1)} ms, p99 {Number(measured.P99Ms, 1)} ms");
    }

    public void Add(string engine, string name, Measurement measured, (Measurement Transaction, Measurement OneTrip)? baseline = null, CommitMeter? commits = null)
    {
        _table.AddRow(
            engine,
            name,
            Number(measured.Callers, 0),
            Number(measured.PerSecond, 0),
            baseline is { } plain ? Number(measured.PerSecond / plain.Transaction.PerSecond, 1) + " x" : "",
            baseline is { } best ? Number(measured.PerSecond / best.OneTrip.PerSecond, 1) + " x" : "",
            Number(measured.P50Ms, 1),
            Number(measured.P99Ms, 1),
            Number(measured.BytesPerOperation, 0),
            commits is null ? "1" : Number(commits.OperationsPerCommit, 0),
            commits is null ? "" : Number(commits.MillisecondsPerCommit, 2),
            Number(measured.OwnMicros, 1),
            Number(measured.DatabaseMicros, 1));
        Say($"{engine}: {name}, {measured.Callers} callers: {Number(measured.PerSecond, 0)}/s, p99 {Number(measured.P99Ms, 1)} ms, processor {Number(measured.OwnMicros, 1)} + {Number(measured.DatabaseMicros, 1)} µs");
    }

    public void AddPhases(string engine, string name, double decide, double rows, double columns, double write, double commit)
    {
        _phases.AddRow(engine, name, Number(decide, 1), Number(rows, 1), Number(columns, 1), Number(write, 1), Number(commit, 2));
        Say($"{engine}: {name}: decide {decide:N1}, rows {rows:N1}, columns {columns:N1}, write {write:N1} µs each");
    }

    public void AddTime(string engine, string name, double milliseconds)
    {
        _table.AddRow(engine, name, "", "", "", "", Number(milliseconds, 0), "", "", "", "", "", "");
        Say($"{engine}: {name}: {Number(milliseconds, 0)} ms");
    }

    public void AddRead(string engine, string name, double p50, double p99)
    {
        _reads.AddRow(engine, name, Number(p50, 2), Number(p99, 2));
        Say($"{engine}: {name}: p50 {Number(p50, 2)} ms, p99 {Number(p99, 2)} ms");
    }

    /// <summary>Shares of a profile, in the order in which they come.</summary>
    public void AddProfile(string engine, string kind, IEnumerable<(string Name, double Share)> shares)
    {
        foreach (var (name, share) in shares.Where(static one => one.Share >= LeastShare))
        {
            _profile.AddRow(engine, kind, name, $"{Number(share * 100, 1)} %");
        }
    }

    public void AddProcess(string name, double micros) => _processes.AddRow(name, Number(micros, 0));

    public void Print()
    {
        AnsiConsole.Profile.Width = 160;
        foreach (var table in new[] { _table, _phases, _reads, _requests, _overload, _processes, _profile }.Where(table => table.Rows.Count > 0))
        {
            AnsiConsole.Write(table);
        }
    }

    private static void Say(string line) => Console.Error.WriteLine(line);

    private static string Number(double value, int decimals) => value.ToString("N" + decimals, CultureInfo.InvariantCulture);
}
