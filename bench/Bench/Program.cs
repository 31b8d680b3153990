using System.Globalization;
using DonatelloAI.Bench;
using DonatelloAI.Testing;

if (args is ["--help" or "-h"])
{
    Console.WriteLine("""
        Usage: bench/run [SECONDS] [all | ledger | phases | pairs | holds | sealing | history | front | sync | lives | overload | access | cluster] [ROUNDS]

          SECONDS  time of each case, default 8
          all      the ledger beside its baselines, and where a commit's time goes (default)
          ledger   the ledger alone
          phases   where a commit's time goes, alone
          pairs    holds of 256 callers on PostgreSQL beside their baselines, ROUNDS times (default 3)
          holds    the same without baselines
          sealing  what a sealed prompt costs, alone
          front    acceptance and whole lives, over HTTP to a server of its own
          sync     the synchronous route beside its vendor and a gateway without budgets, at 1, 16 and 64 connections
          lives    whole lives alone, over HTTP
          overload a server with a capacity of 50/s at 40/s, at 500/s, and at 40/s again
          access   what knowing a caller costs, and whether refusals differ in time
          cluster  acceptance by a cluster of processes beside Standalone, on PostgreSQL
          history  pages of a history of 1,000,000 generations, and a long queue
        """);
    return 0;
}

var seconds = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 8;
var what = args.ElementAtOrDefault(1) ?? "all";
if (what == "sealing")
{
    await Sealing.Run();
    return 0;
}

var report = new Report();
await using (var server = await PostgresServer.StartAsync(fsync: true))
{
    Load.DatabasePort = server.Port;
    using var database = await TestDatabase.PostgresAsync(server);
    await Run("PostgreSQL", database);
}

if (what is not ("pairs" or "holds" or "cluster"))
{
    using var database = TestDatabase.Sqlite();
    await Run("SQLite", database);
}

report.Print();
return 0;

async Task Run(string engine, TestDatabase database)
{
    await database.Migrator.UpAsync();
    if (what is "pairs" or "holds")
    {
        await new Cases(TimeSpan.FromSeconds(seconds), report).RunPairs(engine, database, int.Parse(args.ElementAtOrDefault(2) ?? "3", CultureInfo.InvariantCulture), what == "pairs");
        return;
    }

    if (what == "front")
    {
        await new Front(TimeSpan.FromSeconds(seconds), report).Run(engine, database);
        return;
    }

    if (what == "sync")
    {
        await new Synchronous(TimeSpan.FromSeconds(seconds), report).Run(engine, database);
        return;
    }

    if (what == "lives")
    {
        await new Front(TimeSpan.FromSeconds(seconds), report).RunLives(engine, database);
        return;
    }

    if (what == "cluster")
    {
        await new FrontCluster(TimeSpan.FromSeconds(seconds), report).Run(database);
        return;
    }

    if (what == "overload")
    {
        await new Overload(TimeSpan.FromSeconds(seconds), report).Run(engine, database);
        return;
    }

    if (what == "access")
    {
        await new Access(report).Run(engine, database);
        return;
    }

    if (what == "history")
    {
        await new History(report).Run(engine, database);
        return;
    }

    if (what != "phases")
    {
        await new Cases(TimeSpan.FromSeconds(seconds), report).Run(engine, database, withBaseline: what == "all");
    }

    if (what != "ledger")
    {
        await new Phases(report).Run(engine, database);
    }
}
