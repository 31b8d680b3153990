using System.Diagnostics;
using Npgsql;

namespace DonatelloAI.Testing;

/// <summary>
/// A throw-away PostgreSQL server on 127.0.0.1 with a data folder of its own. A shell keeps it: when this process ends, however it
/// ends, the shell reads the end of its input, stops the server and removes the folder.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string Keeper =
        """
        cd /
        dir=$(mktemp -d "${TMPDIR:-/tmp}/donatello-pg-XXXXXX") || exit 1
        server=
        start() {
            "$BIN/postgres" -D "$dir/data" -p "$PORT" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
                -c fsync="$FSYNC" -c max_connections=200 -c shared_buffers=64MB < /dev/null > "$dir/server.log" 2>&1 &
            server=$!
            until "$BIN/pg_isready" -q -h 127.0.0.1 -p "$PORT"; do
                if ! kill -0 "$server" 2> /dev/null; then cat "$dir/server.log" >&2; echo failed; return; fi
                sleep 0.05
            done
            echo ready
        }
        crash() {
            if [ -n "$server" ]; then kill -QUIT "$server" 2> /dev/null; wait "$server" 2> /dev/null; server=; fi
        }
        "$BIN/initdb" -D "$dir/data" -U postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 > "$dir/init.log" 2>&1 || cat "$dir/init.log" >&2
        start
        while read -r command; do
            case "$command" in
                crash) crash; echo crashed ;;
                start) start ;;
            esac
        done
        crash
        rm -rf "$dir"
        """;

    private readonly Process _keeper;
    private int _databases;

    private PostgresServer(Process keeper, int port)
    {
        _keeper = keeper;
        Port = port;
    }

    /// <summary>The port it listens on.</summary>
    public int Port { get; }

    /// <summary>True when PostgreSQL is installed here.</summary>
    public static bool IsInstalled => FindBinaries() is not null;

    /// <summary>Makes a data folder and starts a server on it.</summary>
    /// <param name="fsync">True for tests that kill the server or measure; false is faster.</param>
    public static async Task<PostgresServer> StartAsync(bool fsync = false)
    {
        var binaries = FindBinaries()
            ?? throw new InvalidOperationException("PostgreSQL is not installed; install the package 'postgresql' to run these tests.");
        var port = Ports.Free();
        var keeper = Process.Start(KeeperOf(binaries, port, fsync))!;
        var server = new PostgresServer(keeper, port);
        await server.ExpectAsync("ready");
        return server;
    }

    /// <summary>Creates a database and answers its connection string.</summary>
    /// <param name="template">Connection string of a database to copy, to which nobody is connected; null for an empty one.</param>
    public async Task<string> CreateDatabaseAsync(string? template = null)
    {
        var source = template is null ? "template1" : new NpgsqlConnectionStringBuilder(template).Database;
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"CREATE DATABASE {name} TEMPLATE {source}";
        await command.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    /// <summary>Ends the server as a power cut would; what was committed must be there after <see cref="StartAgainAsync"/>.</summary>
    public Task CrashAsync() => TellAsync("crash", "crashed");

    /// <summary>Starts the server again on the same data and port.</summary>
    public Task StartAgainAsync() => TellAsync("start", "ready");

    /// <summary>Stops the server and removes its data.</summary>
    public async ValueTask DisposeAsync()
    {
        _keeper.StandardInput.Close();
        await _keeper.WaitForExitAsync();
        _keeper.Dispose();
    }

    private string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={Port};Username=postgres;Database={database};Include Error Detail=true";

    private async Task TellAsync(string command, string answer)
    {
        await _keeper.StandardInput.WriteLineAsync(command);
        await _keeper.StandardInput.FlushAsync();
        await ExpectAsync(answer);
    }

    private async Task ExpectAsync(string answer)
    {
        var line = await _keeper.StandardOutput.ReadLineAsync();
        if (line != answer)
        {
            _keeper.StandardInput.Close();
            throw new InvalidOperationException($"PostgreSQL did not start: {await _keeper.StandardError.ReadToEndAsync()}");
        }
    }

    // The server refuses to run as root. A session of its own, so that a signal to the tests' group leaves the keeper to clean up.
    private static ProcessStartInfo KeeperOf(string binaries, int port, bool fsync)
    {
        string[] asUser = Environment.UserName == "root"
            ? ["setsid", "setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "sh", "-c", Keeper]
            : ["setsid", "sh", "-c", Keeper];
        var start = new ProcessStartInfo(asUser[0], asUser[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = "/",
        };
        start.Environment["BIN"] = binaries;
        start.Environment["PORT"] = $"{port}";
        start.Environment["FSYNC"] = fsync ? "on" : "off";
        return start;
    }

    private static string? FindBinaries()
    {
        const string Root = "/usr/lib/postgresql";
        return Directory.Exists(Root)
            ? Directory.GetDirectories(Root)
                .Select(version => Path.Combine(version, "bin"))
                .Where(bin => File.Exists(Path.Combine(bin, "initdb")))
                .Order(StringComparer.Ordinal)
                .LastOrDefault()
            : null;
    }
}
