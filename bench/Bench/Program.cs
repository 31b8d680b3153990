using System.Globalization;
using DonatelloAI.Bench;
using DonatelloAI.Testing;

if (args is ["--help" or "-h"])
{
    Console.WriteLine("Usage: bench/run [SECONDS [ledger]]   time of each case, default 8; «ledger» leaves the baselines out");
    return 0;
}

var report = new Report();
var cases = new Cases(TimeSpan.FromSeconds(args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 8), report, args.ElementAtOrDefault(1));
await using (var server = await PostgresServer.StartAsync(fsync: true))
{
    await cases.RunPostgres(server);
}

await cases.RunSqlite();
report.Print();
return 0;
