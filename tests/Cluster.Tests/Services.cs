using System.Diagnostics;
using DonatelloAI.Testing;
using Npgsql;

namespace DonatelloAI.Cluster.Tests;

/// <summary>A PostgreSQL server and a folder, for programs that are started and refused, or run to their end.</summary>
public sealed class Services : IAsyncLifetime
{
    private readonly DirectoryInfo _temp = Directory.CreateTempSubdirectory("donatello-operators-");

    public PostgresServer Postgres { get; private set; } = null!;

    public async Task InitializeAsync() => Postgres = await PostgresServer.StartAsync();

    public async Task DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await Postgres.DisposeAsync();
        _temp.Delete(recursive: true);
    }

    /// <summary>A folder of its own, which does not exist yet.</summary>
    public string NewFolder() => Path.Combine(_temp.FullName, $"{Guid.CreateVersion7():n}");

    /// <summary>Runs a program that reads its configuration from its arguments only.</summary>
    public static Task<Finished> Run(string program, params string[] arguments) => Programs.Run(Programs.Describe(program, arguments));

    /// <summary>Runs a Redis for as long as something is done.</summary>
    public static async Task WithRedis(Func<int, Task> work)
    {
        var port = Ports.Free();
        using var redis = Process.Start(new ProcessStartInfo("redis-server", ["--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        try
        {
            await Eventually.True(() => redis.StandardOutput.ReadLine()?.Contains("Ready to accept", StringComparison.Ordinal) == true, TimeSpan.FromSeconds(20), "Redis listens");
            await work(port);
        }
        finally
        {
            redis.Kill();
            await redis.WaitForExitAsync();
        }
    }
}
