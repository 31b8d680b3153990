using System.Collections.Concurrent;
using System.Diagnostics;

namespace DonatelloAI.Bench;

/// <summary>What requests were answered with, when they came at a rate of their own.</summary>
internal sealed record OpenMeasurement(double PerSecond, Answered Accepted, Answered Refused);

/// <summary>The requests that were answered in one way.</summary>
internal sealed record Answered(int Count, double PerSecond, double P50Ms, double P99Ms);

/// <summary>
/// An open loop: requests leave at their time, whatever became of those before. A request's latency counts from that time, so that a server or
/// a load that falls behind cannot hide it.
/// </summary>
internal static class OpenLoop
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    /// <summary>Sends requests at a rate and waits for the last answer.</summary>
    /// <param name="perSecond">The rate.</param>
    /// <param name="duration">How long they leave.</param>
    /// <param name="call">One request; true when it was accepted, false when it was refused.</param>
    public static async Task<OpenMeasurement> Run(int perSecond, TimeSpan duration, Func<Task<bool>> call)
    {
        var accepted = new ConcurrentBag<long>();
        var refused = new ConcurrentBag<long>();
        async Task Send(long due) => ((await call()) ? accepted : refused).Add(Stopwatch.GetTimestamp() - due);

        var total = (int)(perSecond * duration.TotalSeconds);
        var between = (double)Stopwatch.Frequency / perSecond;
        var started = Stopwatch.GetTimestamp();
        var sent = new List<Task>(total);
        using var timer = new PeriodicTimer(Tick);
        while (sent.Count < total)
        {
            for (var due = started + (long)(sent.Count * between); sent.Count < total && due <= Stopwatch.GetTimestamp(); due = started + (long)(sent.Count * between))
            {
                var mine = due;
                sent.Add(Task.Run(() => Send(mine)));
            }

            await timer.WaitForNextTickAsync();
        }

        await Task.WhenAll(sent);
        return new OpenMeasurement(perSecond, Summarize(accepted, duration), Summarize(refused, duration));
    }

    private static Answered Summarize(IEnumerable<long> all, TimeSpan duration)
    {
        List<long> latencies = [.. all];
        latencies.Sort();
        return new Answered(latencies.Count, latencies.Count / duration.TotalSeconds, Load.Percentile(latencies, 0.50), Load.Percentile(latencies, 0.99));
    }
}
