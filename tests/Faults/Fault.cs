using System.Net.Sockets;
using System.Text;
using DonatelloAI.Testing;

namespace DonatelloAI.Faults;

/// <summary>Something that breaks, and how the cluster is helped up again, as whoever runs it would.</summary>
/// <param name="Name">What reports call it.</param>
/// <param name="Strike">Breaks it under load, and ends when everything runs again.</param>
internal sealed record Fault(string Name, Func<Strike, Task> Strike)
{
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Those that the tests strike: one of each kind of part.</summary>
    public static IEnumerable<Fault> Short => All.Where(fault => fault.IsShort);

    /// <summary>True where it belongs to the short form.</summary>
    public bool IsShort { get; init; }

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Fault> All { get; } =
    [
        new("kill -9 a silo", strike => Kill(strike, Laboratory.Other(strike.DepartmentsSilo))),
        new("kill -9 the department's silo", strike => Kill(strike, strike.DepartmentsSilo)) { IsShort = true },
        new("freeze the department's silo, and wake it", Freeze),
        new("kill -9 PostgreSQL", strike => Kill(strike, "postgres")) { IsShort = true },
        new("stop and start Redis", StopRedis),
        new("wipe Redis", WipeRedis) { IsShort = true },
        new("cut the front end off from a silo", Cut) { IsShort = true },
        new("stop the department's silo", strike => strike.Laboratory.Restart(strike.DepartmentsSilo)),
        new("rolling restart", RollingRestart),
        new("kill -9 the front end", KillFrontEnd),
    ];

    private static async Task Kill(Strike strike, string name)
    {
        await strike.Cluster.Signal(name, "KILL");
        await Task.Delay(Outage, TimeProvider.System);
        await strike.Cluster.Tell("start", name);
    }

    /// <summary>The zombie writer: when it wakes, the others have its work, and it still believes that it has it.</summary>
    private static async Task Freeze(Strike strike)
    {
        var silo = strike.DepartmentsSilo;
        await strike.Cluster.Signal(silo, "STOP");
        await strike.Laboratory.UntilGivenUp(silo, Patience);
        await Task.Delay(Outage, TimeProvider.System);
        await strike.Cluster.Signal(silo, "CONT");
        await Eventually.True(() => !strike.Cluster.Runs(silo), Patience, $"{silo} learns that the others did without it, and ends");
        await strike.Cluster.Tell("start", silo);
    }

    private static async Task StopRedis(Strike strike)
    {
        await strike.Cluster.Signal("redis", "TERM");
        await Eventually.True(() => !strike.Cluster.Runs("redis"), Patience, "Redis ends");
        await Task.Delay(Outage, TimeProvider.System);
        await strike.Cluster.Tell("start", "redis");
    }

    private static async Task WipeRedis(Strike strike)
    {
        using (var redis = new TcpClient("127.0.0.1", strike.Cluster.PortOf("redis")))
        {
            await redis.GetStream().WriteAsync(Encoding.ASCII.GetBytes("FLUSHALL\r\n"));
            _ = await redis.GetStream().ReadAsync(new byte[16]);
        }

        await Task.Delay(Outage, TimeProvider.System);
        await strike.Laboratory.EnsureWhole();
    }

    private static async Task Cut(Strike strike)
    {
        var line = strike.Laboratory.LineTo(strike.DepartmentsSilo);
        line.Cut();
        await Task.Delay(Outage, TimeProvider.System);
        line.Mend();
    }

    private static async Task RollingRestart(Strike strike)
    {
        await strike.Laboratory.Restart("silo-1");
        await strike.Laboratory.Restart("silo-2");
    }

    private static async Task KillFrontEnd(Strike strike)
    {
        await strike.Cluster.Signal("api", "KILL");
        await Eventually.True(() => !strike.Cluster.Runs("api"), Patience, "the front end ends");
        await strike.Cluster.Tell("start", "api");
    }
}
