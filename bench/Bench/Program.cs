using System.Globalization;
using DonatelloAI.Bench;
using DonatelloAI.Testing;

if (args is ["--help" or "-h"])
{
    Console.WriteLine("""
        Usage: bench/run [SECONDS] [all | ledger | phases | history]

          SECONDS  time of each case, default 8
          all      the ledger beside its baselines, and where a commit's time goes (default)
          ledger   the ledger alone
          phases   where a commit's time goes, alone
          history  pages of a history of 1,000,000 generations, and a long queue
        """);
    return 0;
}

var seconds = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 8;
var what = args.ElementAtOrDefault(1) ?? "all";
var report = new Report();
await using (var server = await PostgresServer.StartAsync(fsync: true))
{
    using var database = await TestDatabase.PostgresAsync(server);
    await Run("PostgreSQL", database);
}

using (var database = TestDatabase.Sqlite())
{
    await Run("SQLite", database);
}

report.Print();
return 0;

async Task Run(string engine, TestDatabase database)
{
    await database.Migrator.UpAsync();
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
