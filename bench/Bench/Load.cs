using System.Diagnostics;
using System.Runtime;

namespace DonatelloAI.Bench;

/// <summary>What a closed loop of callers measured.</summary>
internal sealed record Measurement(int Callers, double PerSecond, double P50Ms, double P99Ms, double BytesPerOperation, double OwnMicros, double DatabaseMicros, double Seconds = 0);

/// <summary>A closed loop: each caller sends its next call when the last one is answered.</summary>
internal static class Load
{
    private const double MostCompiling = 0.02;
    private const int MostWarmUps = 8;

    /// <summary>Port of the PostgreSQL whose processor time is read; 0 for none.</summary>
    public static int DatabasePort { get; set; }

    /// <summary>Runs callers after a warm-up, and counts what ended in between.</summary>
    /// <param name="callers">How many wait at a time.</param>
    /// <param name="duration">Time that is measured, at most.</param>
    /// <param name="call">One call; false when there is nothing left to do.</param>
    /// <param name="warm">Called when the warm-up is over.</param>
    public static async Task<Measurement> Run(int callers, TimeSpan duration, Func<Task<bool>> call, Action? warm = null)
    {
        var processor = new ProcessorMeter(DatabasePort);
        await WarmUp(callers, duration / 2, call);
        GC.Collect();
        warm?.Invoke();
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var (own, database) = processor.Read();
        var started = Stopwatch.GetTimestamp();
        var latencies = await Loop(callers, duration, call);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var (ownThen, databaseThen) = processor.Read();
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;

        latencies.Sort();
        var count = (double)Math.Max(1, latencies.Count);
        return new Measurement(callers, latencies.Count / seconds, Percentile(latencies, 0.50), Percentile(latencies, 0.99), allocated / count, (ownThen - own).TotalMicroseconds / count, (databaseThen - database).TotalMicroseconds / count, seconds);
    }

    /// <summary>
    /// Half the time, and on until the compiler has hardly anything left to do: a server runs for weeks, and on two cores its
    /// first seconds measure the compiler.
    /// </summary>
    private static async Task WarmUp(int callers, TimeSpan duration, Func<Task<bool>> call)
    {
        TimeSpan compiling;
        var slices = 0;
        do
        {
            compiling = JitInfo.GetCompilationTime();
            await Loop(callers, duration, call);
            compiling = JitInfo.GetCompilationTime() - compiling;
        }
        while (compiling > duration * MostCompiling && ++slices < MostWarmUps);
    }

    private static async Task<List<long>> Loop(int callers, TimeSpan duration, Func<Task<bool>> call)
    {
        var until = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        var all = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(() => Caller(until, call))));
        return [.. all.SelectMany(latencies => latencies)];
    }

    private static async Task<List<long>> Caller(long until, Func<Task<bool>> call)
    {
        var latencies = new List<long>(4_096);
        while (true)
        {
            var started = Stopwatch.GetTimestamp();
            if (started >= until || !await call())
            {
                return latencies;
            }

            latencies.Add(Stopwatch.GetTimestamp() - started);
        }
    }

    /// <summary>A percentile of sorted ticks, in milliseconds.</summary>
    public static double Percentile(List<long> sorted, double share) =>
        sorted.Count == 0 ? 0 : sorted[(int)Math.Min(sorted.Count - 1, sorted.Count * share)] * 1_000.0 / Stopwatch.Frequency;
}
