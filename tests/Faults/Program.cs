using System.Globalization;
using DonatelloAI.Faults;

const string Usage = """
    Usage: ./cluster faults [--runs N] [--only WORD]

    For each fault starts a cluster of its own with two silos, lets clients of four departments order from a vendor of its own, breaks
    something, helps the cluster up again and looks at what became of money and work: N times, once unless told otherwise. Ends with 1
    when a promise was broken.

      --runs N     how often each fault strikes
      --only WORD  only faults with the word in their name, such as Redis

    Faults:
    """;

var (runs, only) = (1, "");
for (var i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--runs" when i + 1 < args.Length && int.TryParse(args[i + 1], CultureInfo.InvariantCulture, out runs) && runs is > 0 and <= 1_000:
        case "--only" when i + 1 < args.Length && (only = args[i + 1]).Length > 0:
            i++;
            break;
        case "--help" or "-h":
            Console.WriteLine(Usage);
            foreach (var fault in Fault.All)
            {
                Console.WriteLine($"  {fault.Name}");
            }

            return 0;
        default:
            Console.Error.WriteLine($"{args[i]} is not an option, or lacks its value: ./cluster faults --help says more.");
            return 2;
    }
}

var faults = Fault.All.Where(fault => fault.Name.Contains(only, StringComparison.OrdinalIgnoreCase)).ToList();
if (faults.Count == 0)
{
    Console.Error.WriteLine($"No fault has {only} in its name: ./cluster faults --help lists them.");
    return 2;
}

var outcomes = new List<Outcome>();
foreach (var fault in faults)
{
    Console.Error.WriteLine($"Starting a cluster: {fault.Name}");
    await Strike(fault);
}

FaultTable.Print(outcomes);
return outcomes.All(outcome => outcome.Broken.Count == 0) ? 0 : 1;

// A cluster for each fault: the stand-in of Azure Storage writes all of its index at once, and with tens of thousands of images it would
// be that which is slow.
async Task Strike(Fault fault)
{
    await using var laboratory = await Laboratory.Open();
    var experiment = new Experiment(laboratory);
    for (var run = 1; run <= runs; run++)
    {
        var outcome = await experiment.Run(fault);
        outcomes.Add(outcome);
        Console.Error.WriteLine(
            $"{fault.Name}, {run} of {runs}: answered again within {outcome.Recovery.TotalSeconds:N1} s, "
            + (outcome.Broken.Count == 0 ? "nothing broken" : $"{string.Join("; ", outcome.Broken)}. Logs: {laboratory.Cluster.KeepLogs()}"));
    }
}
