using DonatelloAI.Testing;

namespace DonatelloAI.Faults;

/// <summary>What a fault strikes, and whom to ask about it.</summary>
/// <param name="Laboratory">The cluster and what belongs to it.</param>
/// <param name="Traffic">Its clients, at work.</param>
/// <param name="DepartmentsSilo">The silo that has the ledger of the department near its budget.</param>
internal sealed record Strike(Laboratory Laboratory, Traffic Traffic, string DepartmentsSilo)
{
    public NativeCluster Cluster => Laboratory.Cluster;
}

/// <summary>What became of money and work in one run of one fault.</summary>
internal sealed record Outcome
{
    /// <summary>The fault.</summary>
    public required string Fault { get; init; }

    /// <summary>Orders that were accepted, refused by the budget, and the repetitions of both.</summary>
    public required (int Accepted, int Refused, int Repeats) Orders { get; init; }

    /// <summary>The longest that a client waited for the acceptance of its order, or its refusal, since the fault: the time to recovery as clients see it.</summary>
    public required TimeSpan Recovery { get; init; }

    /// <summary>The same among clients of the department whose ledger was in the place that the fault struck.</summary>
    public required TimeSpan DepartmentRecovery { get; init; }

    /// <summary>From the last order until all work had ended.</summary>
    public required TimeSpan Drained { get; init; }

    /// <summary>Looks at the budgets while it ran.</summary>
    public required int Samples { get; init; }

    /// <summary>Attempts that nobody knows the outcome of; they keep their money held.</summary>
    public required int Unknown { get; init; }

    /// <summary>Promises that were broken, in words.</summary>
    public required IReadOnlyList<string> Broken { get; init; }
}

/// <summary>Strikes a cluster under load, and looks at what is left.</summary>
internal sealed class Experiment(Laboratory laboratory)
{
    private static readonly TimeSpan BeforeTheFault = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AfterIt = TimeSpan.FromSeconds(2);

    private readonly List<Order> _all = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>Runs one fault once.</summary>
    public async Task<Outcome> Run(Fault fault)
    {
        await laboratory.EnsureWhole();
        await laboratory.RaiseBudget();
        var unknownBefore = await laboratory.Inspection.Unknown();
        using var over = new CancellationTokenSource();
        var sampling = laboratory.Inspection.Sample(over.Token);
        var traffic = laboratory.LetOrder();
        await Task.Delay(BeforeTheFault, TimeProvider.System);

        var struck = TimeProvider.System.GetTimestamp();
        try
        {
            await fault.Strike(new Strike(laboratory, traffic, await laboratory.DepartmentsSilo()));
            await Task.Delay(AfterIt, TimeProvider.System);
        }
        catch
        {
            await laboratory.Recover();
            await over.CancelAsync();
            await Task.WhenAll(traffic.Stop(), sampling);
            throw;
        }

        await traffic.Stop();

        var stopped = TimeProvider.System.GetTimestamp();
        var left = await laboratory.Inspection.UntilEnded();
        var drained = TimeProvider.System.GetElapsedTime(stopped);
        await over.CancelAsync();
        _all.AddRange(traffic.Orders);
        var (samples, above) = await sampling;
        var found = await laboratory.Inspection.Find(_all, laboratory.VendorBook, laboratory.Tenants);
        return new Outcome
        {
            Fault = fault.Name,
            Orders = (traffic.Orders.Count(order => order.Id is not null), traffic.Orders.Count(order => order.IsRefused), traffic.Orders.Sum(order => order.Repeats)),
            Recovery = Longest(traffic.Orders, struck),
            DepartmentRecovery = Longest(traffic.Orders.Where(order => order.Tenant == laboratory.Tenants[0]), struck),
            Drained = drained,
            Samples = samples,
            Unknown = await laboratory.Inspection.Unknown() - unknownBefore,
            Broken = [.. found.Where(_known.Add), .. left == 0 ? Array.Empty<string>() : [$"{left} not ended"], .. above == 0 ? Array.Empty<string>() : [$"{above} looks above the budget"]],
        };
    }

    private static TimeSpan Longest(IEnumerable<Order> orders, long struck) => orders
        .Where(order => order.Ended > struck && !order.Waits)
        .Select(order => TimeProvider.System.GetElapsedTime(Math.Max(order.Began, struck), order.Ended))
        .DefaultIfEmpty()
        .Max();
}
